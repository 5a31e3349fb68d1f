import { readConfig } from '../../../hooks/config.ts';
import type { Result } from './measure.ts';
import { median } from '../statistics.ts';

/** Each limit that a sync has to keep, in a unit to be read. */
interface Limit {
  readonly what: string;
  readonly unit: string;
  readonly limit: number;
  readonly of: (result: Result) => number;
}

const defaults = readConfig({});

const LIMITS: readonly Limit[] = [
  {
    what: 'slowest sync, of what Metacontroller waits for',
    unit: 's',
    limit: 10,
    of: ({ rounds }) => Math.max(...rounds.flat()) / 1000,
  },
  {
    what: 'usual sync, of MAX_LAG_MILLISECONDS, after which others are put off (429)',
    unit: 's',
    limit: defaults.maxLagMilliseconds / 1000,
    of: ({ rounds }) => median(rounds.flat()) / 1000,
  },
  {
    what: 'request, of MAX_BODY',
    unit: 'MB',
    limit: defaults.maxBody / 1e6,
    of: ({ of }) => of.body.length / 1e6,
  },
  {
    what: 'status, of what etcd takes as an object',
    unit: 'MB',
    limit: 1.5,
    of: ({ statusBytes }) => statusBytes / 1e6,
  },
];

function verdict({ what, unit, limit, of }: Limit, result: Result): string {
  const value = of(result);
  const line = `${result.of.name}, ${result.of.nodes} nodes, ${what}: ${value.toFixed(2)} of ${limit.toFixed(1)} ${unit}`;
  return value < limit ? `- ${line}` : `- !!! LIMIT EXCEEDED: ${line} !!!`;
}

/** How far the largest requests are from what would refuse them or their answers. */
export function renderLimits(results: readonly Result[]): string {
  const most = Math.max(...results.map(({ of }) => of.nodes));
  const largest = results.filter(({ of }) => of.nodes === most);
  return largest.flatMap((result) => LIMITS.map((limit) => verdict(limit, result))).join('\n');
}
