import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { nodeOptions } from '../deployed.ts';
import { startHook } from '../hook.ts';
import { median, quantile } from '../quantile.ts';
import { placesOf } from '../scale/places.ts';
import { serviceRequest } from '../scale/service-request.ts';

/**
 * The hook against a server that only parses and answers the same bytes, in one run: the two take turns, round by round,
 * and a ratio is taken within its round.
 */
const PODS = [5, 50, 500, 1000];
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
const SECONDS = 2;
const CONNECTIONS = 4;
/** Expected shares of the bare server's throughput: the hook's own work is small beside JSON. */
const EXPECTED: Readonly<Record<number, number>> = { 5: 0.8, 50: 0.9, 500: 0.9, 1000: 0.9 };

interface Sample {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

async function load(port: number, body: string): Promise<Sample> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/services/sync`,
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

function spread(values: readonly number[], digits: number): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(digits));
  return `${middle ?? ''} (${low ?? ''} to ${high ?? ''})`;
}

async function compare(pods: number, hookPort: number, folder: string): Promise<string> {
  const places = placesOf(pods);
  const scene = { pool: places, proxies: places, published: places };
  const body = JSON.stringify(serviceRequest({ fixture: 'pool-default-exposed', ...scene }));
  const headers = { 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${hookPort}/services/sync`;
  const answer = await (await fetch(url, { method: 'POST', headers, body })).text();
  const file = join(folder, `${pods}.json`);
  writeFileSync(file, answer);
  const bare = await startBare(file);
  const rounds: { hook: Sample; bare: Sample }[] = [];
  try {
    await load(hookPort, body);
    await load(bare.port, body);
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = round % 2 === 0 ? await load(hookPort, body) : undefined;
      const other = await load(bare.port, body);
      rounds.push({ hook: first ?? (await load(hookPort, body)), bare: other });
    }
  } finally {
    bare.child.kill();
  }
  const cells = [
    pods,
    (body.length / 1000).toFixed(0),
    median(rounds.map(({ bare: { rate } }) => rate)).toFixed(0),
    median(rounds.map(({ hook: { rate } }) => rate)).toFixed(0),
    spread(
      rounds.map(({ hook, bare: { rate } }) => hook.rate / rate),
      2,
    ),
    EXPECTED[pods],
    spread(
      rounds.map(({ hook, bare: { p50 } }) => hook.p50 / Math.max(1, p50)),
      2,
    ),
    median(rounds.map(({ hook: { p99 } }) => p99)).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

const folder = mkdtempSync(join(tmpdir(), 'akrobateo-bench-'));
const hook = await startHook();
try {
  console.log(`${cpus().length} x ${cpus()[0]?.model ?? '?'}, Linux ${release()}, Node ${process.version}\n`);
  console.log('| pods | kB | bare/s | hook/s | hook / bare | expected | p50 hook / bare | p99 hook ms |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const pods of PODS) console.log(await compare(pods, hook.port, folder));
  console.log(`\nThe hook has had ${hook.peakMemory()?.toFixed(0) ?? '?'} MB of memory at most.`);
} finally {
  hook.stop();
  rmSync(folder, { recursive: true });
}
process.exit();
