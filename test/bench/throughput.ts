import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { nodeOptions } from './deployed.ts';
import { startHook } from './hook.ts';
import { describeMachine, numbersIn } from './machine.ts';
import { exposureRequest, placesOf, serviceRequest } from './requests.ts';
import { median, spread } from './statistics.ts';
import { printTable } from './table.ts';

/** A request, and which share of the bare server's throughput is expected: the smaller, the more counts what each costs. */
const CASES = [
  { name: 'small Service', path: '/services/sync', request: serviceRequest(placesOf(3)), expected: 0.5 },
  { name: '50 pods', path: '/exposures/sync', request: withPods(50), expected: 0.7 },
  { name: '500 pods', path: '/exposures/sync', request: withPods(500), expected: 0.8 },
] as const;
const [ROUNDS = NaN] = numbersIn('BENCH_ROUNDS', '9');
const SECONDS = 2;
const CONNECTIONS = 4;
const headers = { 'content-type': 'application/json' };

function withPods(count: number): object {
  return exposureRequest('pool-default-exposed', placesOf(count));
}

/** Requests per second. */
async function rateOf(url: string, body: string): Promise<number> {
  const load = { connections: CONNECTIONS, duration: SECONDS };
  const result = await autocannon({ url, method: 'POST', headers, body, ...load });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} requests failed`);
  return result['2xx'] / result.duration;
}

/** Starts a server that parses requests, and answers what the hook answers to this one; gives its port. */
async function startBare(answer: string, file: string): Promise<{ port: number; stop: () => void }> {
  writeFileSync(file, answer);
  const program = join(import.meta.dirname, 'bare-server.ts');
  const child = spawn(process.execPath, ['--import=tsx', program, file], {
    env: { ...process.env, NODE_OPTIONS: nodeOptions() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { port: Number(line), stop: () => child.kill() };
}

/** The two servers take turns, round by round, and a ratio is taken within its round. */
async function compare(
  { name, path, request, expected }: (typeof CASES)[number],
  port: number,
  file: string,
) {
  const body = JSON.stringify(request);
  const url = `http://127.0.0.1:${port}${path}`;
  const answer = await (await fetch(url, { method: 'POST', headers, body })).text();
  const server = await startBare(answer, file);
  const bareUrl = `http://127.0.0.1:${server.port}${path}`;
  const rounds: { hook: number; bare: number }[] = [];
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1)
    rounds.push({ hook: await rateOf(url, body), bare: await rateOf(bareUrl, body) });
  server.stop();
  const counted = rounds.slice(1);
  return {
    request: name,
    kB: (body.length / 1000).toFixed(1),
    'bare/s': median(counted.map(({ bare }) => bare)).toFixed(0),
    'hook/s': median(counted.map(({ hook }) => hook)).toFixed(0),
    'hook / bare': spread(counted.map(({ hook, bare }) => hook / bare)),
    expected,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'akrobateo-bench-'));
const hook = await startHook();
try {
  console.log(`${describeMachine()}\n`);
  const rows = [];
  for (const each of CASES) rows.push(await compare(each, hook.port, join(folder, 'answer.json')));
  printTable(rows);
} finally {
  hook.stop();
  rmSync(folder, { recursive: true });
}
process.exit();
