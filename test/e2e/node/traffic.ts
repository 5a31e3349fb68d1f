import { strict as assert } from 'node:assert';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, Flow } from '../../framework/network/traffic.ts';
import type { Reply, Target } from '../../framework/network/traffic.ts';
import { eventually } from '../../framework/processes/eventually.ts';

/** Which pod has answered, and the address of the caller that it saw. */
export interface Answer {
  readonly backend: string;
  readonly caller: string;
}

function nameOf({ protocol = 'TCP', address, port }: Target): string {
  return `${address}:${port}/${protocol}`;
}

/** @throws {Error} with the system's code (`ECONNREFUSED`) or `timeout` */
export async function call(target: Target, timeout = 2000): Promise<Answer> {
  const reply = await ask({ ...target, timeout });
  const [backend = '', caller] = reply.split(' ');
  if (caller === undefined) throw new Error(reply);
  return { backend, caller };
}

/** Waits until a call is answered. */
export function reaches(target: Target): Promise<Answer> {
  return eventually(() => call(target), { timeout: 30_000, what: `${nameOf(target)} did not answer` });
}

/** Waits until calls fail with this message: `timeout`, or the code of an error. */
export async function refused(target: Target, message: string | RegExp, timeout = 30_000): Promise<void> {
  const isRefused = () => assert.rejects(call(target, 1000), { message });
  await eventually(isRefused, { timeout, what: `${nameOf(target)} was not refused` });
}

/** The results of all calls of one steady caller. */
export interface Tally {
  made: number;
  failed: number;
  /** Answered, but not within 900 ms: a packet was lost on the way. */
  slow: number;
  /** How often each error happened. */
  errors: Record<string, number>;
  /** How often each pod has answered. */
  backends: Record<string, number>;
  /** When the first and the last of the failed calls were made, in milliseconds since the epoch; 0 if none failed. */
  firstFailure: number;
  lastFailure: number;
}

/** How long calls have failed, in milliseconds. */
export function outageOf({ firstFailure, lastFailure }: Tally): number {
  return lastFailure - firstFailure;
}

/** Counts a reply when it comes. */
async function count(tally: Tally, reply: Promise<Reply>): Promise<void> {
  const start = Date.now();
  tally.made += 1;
  const [backend = '', caller] = (await reply).split(' ');
  const times = caller === undefined ? tally.errors : tally.backends;
  times[backend] = (times[backend] ?? 0) + 1;
  if (caller !== undefined) {
    if (Date.now() - start > 900) tally.slow += 1;
    return;
  }
  tally.failed += 1;
  // A call that is made earlier may fail later.
  tally.firstFailure = Math.min(tally.firstFailure || start, start);
  tally.lastFailure = Math.max(tally.lastFailure, start);
}

const noCalls = { made: 0, failed: 0, slow: 0, firstFailure: 0, lastFailure: 0 };

/** By TCP 100 calls a second, each a new connection; by UDP 20 a second, one after the other in one flow. */
async function callUntil(target: Target, end: AbortSignal): Promise<Tally> {
  const tally: Tally = { ...noCalls, errors: {}, backends: {} };
  if (target.protocol === 'UDP') {
    const flow = await Flow.open(target);
    while (!end.aborted) {
      await count(tally, flow.ask(500));
      await sleep(50);
    }
    flow.close();
    return tally;
  }
  const pending: Promise<void>[] = [];
  while (!end.aborted) {
    pending.push(count(tally, ask({ ...target, timeout: 2000 })));
    await sleep(10);
  }
  await Promise.all(pending);
  return tally;
}

function report(target: Target, tally: Tally): void {
  const { made, failed, slow, errors } = tally;
  const failures = failed > 0 ? ` ${JSON.stringify(errors)}, outage ${outageOf(tally)} ms` : '';
  console.log(`        ${nameOf(target)}: ${made} calls, ${failed} failed, ${slow} slow${failures}`);
}

/** Calls every target steadily during the action; prints the results, and returns them in order. */
export async function whileCalling(
  targets: readonly Target[],
  action: () => Promise<void>,
): Promise<Tally[]> {
  const end = new AbortController();
  const delay = monitorEventLoopDelay();
  delay.enable();
  const calls = targets.map(async (target) => {
    const tally = await callUntil(target, end.signal);
    report(target, tally);
    return tally;
  });
  try {
    await action();
  } finally {
    end.abort();
    await Promise.allSettled(calls);
  }
  // On a busy machine a call may fail because the client itself had to wait.
  console.log(`        the client had to wait for at most ${Math.round(delay.max / 1e6)} ms`);
  return Promise.all(calls);
}

/** @throws {AssertionError} unless every call was answered */
export function assertNoFailures(tallies: readonly Tally[], what?: string): void {
  assert.deepEqual(
    tallies.map(({ failed }) => failed),
    tallies.map(() => 0),
    what,
  );
}
