import { runIn } from '../../framework/network/namespace.ts';
import type { Namespace } from '../../framework/network/namespace.ts';
import type { Worker } from '../../framework/network/worker.ts';
import { PATHS } from './paths.ts';
import type { Entrances, Path } from './paths.ts';

/** Whose entrances are measured, and through which ports. */
export interface Setting {
  readonly client: Worker;
  readonly node: Namespace;
  readonly entrances: Entrances;
  readonly ports: readonly number[];
}

/** What is measured: as fast as the processors go, or as the link to the client does. */
export const FIGURES = ['MB/s', 'MB/s over 1 Gbit/s', 'connections/s'] as const;
export type Figure = (typeof FIGURES)[number];

/** One measurement of every path, close together in time. */
export type Round = Readonly<Record<Figure, Readonly<Record<Path, number>>>>;

const MILLISECONDS = 150;
const CONNECTIONS = 400;
const GIGABIT = 'root tbf rate 1gbit burst 256kb latency 10ms'.split(' ');

async function megabytes({ client, entrances, ports }: Setting, path: Path): Promise<number> {
  const target = { address: entrances[path], ports };
  return (await client.call('bytesPerSecond', { ...target, milliseconds: MILLISECONDS })) / 1e6;
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

function connections({ client, entrances, ports }: Setting, path: Path): Promise<number> {
  return client.call('connectionsPerSecond', { address: entrances[path], ports, times: CONNECTIONS });
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
