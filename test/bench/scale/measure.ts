import assert from 'node:assert/strict';
import type { Answer, Case } from './cases.ts';
import type { Client, Exchange } from './client.ts';
import { median } from '../statistics.ts';

/** A case and how long it took, in milliseconds: for each round one list of samples. */
export interface Result {
  readonly of: Case;
  readonly answer: Buffer;
  /** Bytes of the status in the answer, which becomes part of an object. */
  readonly statusBytes: number;
  readonly rounds: number[][];
}

const WARM_UP = 2;

/** What takes this long, in milliseconds, is not warmed up, and its figure is known after a few rounds. */
const SLOW = 4000;
const SLOW_ROUNDS = 3;

/** A small request is over in a moment: it is sent more often, so that one pause does not make its figure. */
function timesPerRound({ nodes }: Case): number {
  return Math.min(10, Math.max(1, Math.round(3000 / nodes)));
}

/** Only a right answer may be timed. */
function checkStatus({ name, nodes }: Case, { status, body }: Exchange): void {
  assert.equal(status, 200, `${name}, ${nodes} nodes: ${body.toString().slice(0, 500)}`);
}

/** Sends a request for the first time, has its answer checked, and warms up. */
async function begin(client: Client, of: Case): Promise<Result> {
  const exchange = await client(of.path, of.body);
  checkStatus(of, exchange);
  const answer = JSON.parse(exchange.body.toString()) as Answer;
  of.check(answer);
  const times = exchange.milliseconds > SLOW ? 1 : WARM_UP * timesPerRound(of);
  for (let time = 1; time < times; time++) await client(of.path, of.body);
  const statusBytes = Buffer.byteLength(JSON.stringify(answer.status));
  return { of, answer: exchange.body, statusBytes, rounds: [] };
}

async function measureOnce(client: Client, { of, answer }: Result): Promise<number[]> {
  const samples: number[] = [];
  for (let time = 0; time < timesPerRound(of); time++) {
    const exchange = await client(of.path, of.body);
    checkStatus(of, exchange);
    if (!exchange.body.equals(answer)) of.check(JSON.parse(exchange.body.toString()) as Answer);
    samples.push(exchange.milliseconds);
  }
  return samples;
}

function isSlow({ rounds }: Result): boolean {
  return median(rounds.flat()) > SLOW;
}

/** Every case in each round, so that a slow moment of the machine is in the figures of all of them. */
export async function measure(client: Client, cases: readonly Case[], rounds: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const of of cases) results.push(await begin(client, of));
  for (let round = 0; round < rounds; round++) {
    for (const result of results) {
      if (round < SLOW_ROUNDS || !isSlow(result)) result.rounds.push(await measureOnce(client, result));
    }
  }
  return results;
}
