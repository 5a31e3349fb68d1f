import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { runIn } from '../../framework/network/namespace.ts';
import type { Namespace } from '../../framework/network/namespace.ts';
import { askOften } from '../../framework/network/traffic.ts';
import { PATHS } from './paths.ts';
import type { Entrances, Path } from './paths.ts';

/** Whose entrances are measured, and through which ports. */
export interface Setting {
  readonly node: Namespace;
  readonly entrances: Entrances;
  readonly ports: readonly number[];
}

/** What is measured: as fast as the processors go, or as the link to the client does. */
export const FIGURES = ['MB/s', 'MB/s over 1 Gbit/s', 'connections/s'] as const;
export type Figure = (typeof FIGURES)[number];

/** One measurement of every path, close together in time. */
export type Round = Readonly<Record<Figure, Readonly<Record<Path, number>>>>;

const WARM_UP = 50;
const MILLISECONDS = 150;
const CONNECTIONS = 400;
const PARALLEL = 16;
const GIGABIT = 'root tbf rate 1gbit burst 256kb latency 10ms'.split(' ');

/** Over one connection, once it has got going. */
async function megabytes({ entrances, ports: [port = 0] }: Setting, path: Path): Promise<number> {
  const onread = { buffer: Buffer.alloc(1 << 18), callback: () => true };
  const socket = connect({ host: entrances[path], port, onread });
  socket.write('flood');
  await sleep(WARM_UP);
  const [start, before] = [performance.now(), socket.bytesRead];
  await sleep(MILLISECONDS);
  const bytesPerMillisecond = (socket.bytesRead - before) / (performance.now() - start);
  socket.destroy();
  return bytesPerMillisecond / 1000;
}

async function limitedMegabytes(setting: Setting, path: Path): Promise<number> {
  const device = ['dev', 'to-client'];
  runIn(setting.node, ['tc', 'qdisc', 'add', ...device, ...GIGABIT]);
  try {
    return await megabytes(setting, path);
  } finally {
    runIn(setting.node, ['tc', 'qdisc', 'delete', ...device, 'root']);
  }
}

/** Each of them is made, used and closed; several at a time. */
async function connections({ entrances, ports }: Setting, path: Path): Promise<number> {
  const targets = ports.map((port) => ({ address: entrances[path], port }));
  const start = performance.now();
  await askOften(targets, CONNECTIONS, PARALLEL);
  return (CONNECTIONS / (performance.now() - start)) * 1000;
}

const MEASURES = { 'MB/s': megabytes, 'MB/s over 1 Gbit/s': limitedMegabytes, 'connections/s': connections };

/** Takes each path once for each figure, beginning with another one in each round. */
export async function measureRound(setting: Setting, number: number): Promise<Round> {
  const first = number % PATHS.length;
  const order = [...PATHS.slice(first), ...PATHS.slice(0, first)];
  const round: [Figure, Record<Path, number>][] = [];
  for (const figure of FIGURES) {
    const values: [Path, number][] = [];
    for (const path of order) values.push([path, await MEASURES[figure](setting, path)]);
    round.push([figure, Object.fromEntries(values) as Record<Path, number>]);
  }
  return Object.fromEntries(round) as Round;
}
