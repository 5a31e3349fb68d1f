import { setMaxListeners } from 'node:events';
import autocannon from 'autocannon';
import type { Request, Result } from 'autocannon';
import { pairs } from '../../golden.ts';
import { startHook } from '../hook.ts';
import { head, row } from '../table.ts';
import { idleCallers, interruptedCallers } from './callers.ts';

/**
 * The hook under load for 200,000 requests (or as many as SOAK_REQUESTS says): every fixture in turn, while other
 * callers hold connections open, or interrupt their requests. Ends with 1 if a request failed, or memory kept growing.
 */
const REQUESTS = Number(process.env['SOAK_REQUESTS'] ?? 200_000);
const ROUNDS = 10;
const CONNECTIONS = 16;
const IDLE = 900;
/** How much more memory the last three rounds may have on average than the three after the first. */
const MAX_GROWTH = 1.1;

/** Memory of the hook. */
interface Memory {
  readonly residentMegabytes: number;
  /** Used heap. */
  readonly heapMegabytes: number;
}

function valueOf(metrics: string, name: string): number {
  const line = metrics.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  if (line === undefined) throw new Error(`the hook has no metric ${name}`);
  return Number(line.slice(name.length));
}

/** Asks the hook's own metrics. */
async function readMemory(metricsPort: number): Promise<Memory> {
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return {
    residentMegabytes: valueOf(metrics, 'process_resident_memory_bytes') / 1e6,
    heapMegabytes: valueOf(metrics, 'nodejs_heap_size_used_bytes') / 1e6,
  };
}

interface Round {
  readonly result: Result;
  readonly memory: Memory;
}

function fixtures(): Request[] {
  return pairs().map(({ path, request }) => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }));
}

function roundRow(index: number, { result, memory }: Round): string {
  const failed = result.errors + result.timeouts + result.non2xx;
  const cells = [
    index + 1,
    result['2xx'],
    failed,
    Math.round(result['2xx'] / result.duration),
    result.latency.p50,
    result.latency.p99,
    memory.residentMegabytes.toFixed(0),
    memory.heapMegabytes.toFixed(0),
  ];
  return row(cells);
}

function mean(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { memory }) => sum + memory.residentMegabytes, 0) / rounds.length;
}

async function run(): Promise<boolean> {
  setMaxListeners(0);
  const hook = await startHook();
  const url = `http://127.0.0.1:${hook.port}`;
  const idle = await idleCallers(hook.port, IDLE);
  const interrupted = interruptedCallers(hook.port);
  const rounds: Round[] = [];
  console.log(
    head(['round', 'answered', 'failed', 'requests/s', 'p50 ms', 'p99 ms', 'resident MB', 'heap MB']),
  );
  for (let index = 0; index < ROUNDS; index += 1) {
    const amount = Math.ceil(REQUESTS / ROUNDS);
    const result = await autocannon({ url, amount, connections: CONNECTIONS, requests: fixtures() });
    const round = { result, memory: await readMemory(hook.metricsPort) };
    rounds.push(round);
    console.log(roundRow(index, round));
  }
  const failed = rounds.reduce((sum, { result }) => sum + result.errors + result.timeouts + result.non2xx, 0);
  const growth = mean(rounds.slice(-3)) / mean(rounds.slice(1, 4));
  const cut = interrupted.stop();
  const open = idle.open();
  console.log(`\n${open} of ${IDLE} idle connections still open; ${cut} requests interrupted.`);
  console.log(
    `failed: ${failed}; resident memory of the last three rounds / of rounds 2 to 4: ${growth.toFixed(2)}`,
  );
  idle.stop();
  hook.stop();
  return failed === 0 && growth <= MAX_GROWTH && open === IDLE;
}

process.exit((await run()) ? 0 : 1);
