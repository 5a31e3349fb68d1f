import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { startHook } from './hook.ts';
import { describeMachine, numbersIn } from './machine.ts';
import { exposureRequest, placesOf, poolRequest, serviceRequest } from './requests.ts';
import type { Place } from './requests.ts';
import { median, quantile } from './statistics.ts';
import { printTable } from './table.ts';

/** What one sync costs, by the number of nodes. */
const NODES = [10, 100, 1000, 5000];
const [ROUNDS = NaN] = numbersIn('BENCH_ROUNDS', '9');

type Request = (places: readonly Place[]) => { readonly object: { readonly status?: unknown } };

/** By path, and what is special about it. */
const REQUESTS: Readonly<Record<string, Request>> = {
  '/pools/sync': poolRequest,
  '/services/sync': serviceRequest,
  '/exposures/sync, proxy on every node': (places) => exposureRequest('pool-default-exposed', places),
  '/exposures/sync, workload None': (places) => exposureRequest('none-exposed', places),
};

/** A request of one size, and how many milliseconds it took each time. */
interface Case {
  readonly name: string;
  readonly nodes: number;
  readonly body: Buffer;
  /** Of the request, and of a right answer. */
  readonly status: unknown;
  readonly samples: number[];
}

const CASES: readonly Case[] = Object.entries(REQUESTS).flatMap(([name, make]) =>
  NODES.map((nodes) => {
    const made = make(placesOf(nodes));
    const body = Buffer.from(JSON.stringify(made));
    return { name, nodes, body, status: made.object.status, samples: [] };
  }),
);

// One connection that is kept open, as Metacontroller keeps its own.
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Sends a request; its answer, and the milliseconds until then. */
async function send(port: number, { name, body }: Case): Promise<[answer: Buffer, milliseconds: number]> {
  const [path = ''] = name.split(',');
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
  const start = performance.now();
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = await buffer(response);
  const milliseconds = performance.now() - start;
  assert.equal(response.statusCode, 200, `${name}: ${answer.toString().slice(0, 500)}`);
  return [answer, milliseconds];
}

/** A small request is over in a moment: it is sent more often, so that one pause does not make its figure. */
async function sample(port: number, each: Case): Promise<void> {
  const times = Math.min(10, Math.max(1, Math.round(3000 / each.nodes)));
  for (let time = 0; time < times; time += 1) {
    const [, milliseconds] = await send(port, each);
    each.samples.push(milliseconds);
  }
}

function rowOf({ name, nodes, body, status, samples }: Case) {
  const digits = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  const [low = '', middle = '', high = ''] = [0.1, 0.5, 0.9].map((share) => digits(quantile(samples, share)));
  return {
    request: name,
    nodes,
    'sent kB': digits(body.length / 1000),
    'status kB': digits(Buffer.byteLength(JSON.stringify(status)) / 1000),
    'ms (p10 to p90)': `${middle} (${low} to ${high})`,
    'µs/node': ((1000 * median(samples)) / nodes).toFixed(1),
  };
}

// An answer that is held would be timed with its holding.
const hook = await startHook({ HELD_ANSWERS: '0', MAX_LAG_MILLISECONDS: '60000' });
try {
  const machine = describeMachine();
  for (const each of CASES) {
    const [answer] = await send(hook.port, each);
    assert.deepEqual((JSON.parse(answer.toString()) as Case).status, each.status, each.name);
    await sample(hook.port, each);
    each.samples.length = 0;
  }
  // Every case in each round, so that a slow moment of the machine is in the figures of all of them.
  for (let round = 0; round < ROUNDS; round += 1) for (const each of CASES) await sample(hook.port, each);
  console.log(`${machine}; medians of ${ROUNDS} rounds\n`);
  printTable(CASES.map(rowOf));
  console.log(`\nThe hook has had ${hook.peakMemory()?.toFixed(0) ?? '?'} MB of memory at most.`);
} finally {
  hook.stop();
}
process.exit();
