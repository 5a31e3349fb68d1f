import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { nodeOptions } from '../deployed.ts';
import { startHook } from '../hook.ts';
import { describeMachine } from '../machine.ts';
import { median, spread } from '../statistics.ts';
import { head, row } from '../table.ts';
import { exposureRequest } from '../scale/exposure-request.ts';
import { placesOf } from '../scale/places.ts';
import { serviceRequest } from '../scale/service-request.ts';

/** A request, and what is expected of the hook for it. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly request: object;
  /** Share of the bare server's throughput: the smaller the request, the more counts what each one costs. */
  readonly expected: number;
}

function withPods(count: number): object {
  const places = placesOf(count);
  return exposureRequest('pool-default-exposed', places, places);
}

/**
 * The hook against a server that only parses and answers the same bytes, in one run: the two take turns, round by round,
 * and a ratio is taken within its round.
 */
const CASES: readonly Case[] = [
  { name: 'small Service', path: '/services/sync', request: serviceRequest(placesOf(3)), expected: 0.5 },
  { name: '50 pods', path: '/exposures/sync', request: withPods(50), expected: 0.7 },
  { name: '500 pods', path: '/exposures/sync', request: withPods(500), expected: 0.8 },
];
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
const SECONDS = 2;
const CONNECTIONS = 4;

interface Sample {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

async function load(url: string, body: string): Promise<Sample> {
  const result = await autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
    duration: SECONDS,
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} requests failed`);
  return { rate: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}

async function startBare(answerFile: string): Promise<{ child: ChildProcess; port: number }> {
  const program = join(import.meta.dirname, 'bare-server.ts');
  const child = spawn(process.execPath, ['--import=tsx', program, answerFile], {
    env: { ...process.env, NODE_OPTIONS: nodeOptions() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, port: Number(line) };
}

async function compare(
  { name, path, request, expected }: Case,
  hookPort: number,
  folder: string,
): Promise<string> {
  const body = JSON.stringify(request);
  const headers = { 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${hookPort}${path}`;
  const answer = await (await fetch(url, { method: 'POST', headers, body })).text();
  const file = join(folder, 'answer.json');
  writeFileSync(file, answer);
  const bare = await startBare(file);
  const bareUrl = `http://127.0.0.1:${bare.port}${path}`;
  const rounds: { hook: Sample; bare: Sample }[] = [];
  try {
    await load(url, body);
    await load(bareUrl, body);
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = round % 2 === 0 ? await load(url, body) : undefined;
      const other = await load(bareUrl, body);
      rounds.push({ hook: first ?? (await load(url, body)), bare: other });
    }
  } finally {
    bare.child.kill();
  }
  const cells = [
    name,
    (body.length / 1000).toFixed(1),
    median(rounds.map(({ bare: { rate } }) => rate)).toFixed(0),
    median(rounds.map(({ hook: { rate } }) => rate)).toFixed(0),
    spread(rounds.map(({ hook, bare: { rate } }) => hook.rate / rate)),
    expected,
    spread(rounds.map(({ hook, bare: { p50 } }) => hook.p50 / Math.max(1, p50))),
    median(rounds.map(({ hook: { p99 } }) => p99)).toFixed(0),
  ];
  return row(cells);
}

const folder = mkdtempSync(join(tmpdir(), 'akrobateo-bench-'));
const hook = await startHook();
try {
  console.log(`${describeMachine()}\n`);
  console.log(
    head(['request', 'kB', 'bare/s', 'hook/s', 'hook / bare', 'expected', 'p50 hook / bare', 'p99 hook ms']),
  );
  for (const request of CASES) console.log(await compare(request, hook.port, folder));
  console.log(`\nThe hook has had ${hook.peakMemory()?.toFixed(0) ?? '?'} MB of memory at most.`);
} finally {
  hook.stop();
  rmSync(folder, { recursive: true });
}
process.exit();
