import { head, row } from '../table.ts';
import type { Result } from './measure.ts';

/** Columns of writes that succeeded. The Services themselves are created by us, and their POST does not count. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['services', /^(PUT|PATCH|APPLY) services 2/],
  ['services /status', /^\w+ services\/status 2/],
  ['daemonsets', /^\w+ daemonsets 2/],
  ['daemonsets /status', /^\w+ daemonsets\/status 2/],
  ['events', /^\w+ events 2/],
  ['pods', /^\w+ pods(\/\w+)? 2/],
  // Conflicts above all: they cost a request, and nothing is written.
  ['refused', /^\w+ (services|daemonsets)(\/status)? [45]/],
];

const HEADER = [
  'nodes',
  'Services',
  'each has one, s',
  'all pods run, s',
  'all addresses, s',
  'DaemonSets alone, s',
  'all addresses / alone',
  ...KINDS.map(([title]) => title),
  'sync calls',
  'hook MB',
  'hook CPU s',
  'engine MB',
  'engine CPU s',
  'writes in 30 s after',
];

function sumOf(writes: readonly string[], kind: RegExp): number {
  return writes
    .map((line) => [Number.parseInt(line, 10), line.replace(/^\d+ /, '')] as const)
    .filter(([, key]) => kind.test(key))
    .reduce((sum, [count]) => sum + count, 0);
}

/** The head of a Markdown table. */
export function renderHead(): string {
  return head(HEADER);
}

export function renderRow({ of, times, floor, writes, calls, steady, hook, engine }: Result): string {
  return row([
    of.nodes,
    of.services,
    ...[times.one, times.pods, times.all, floor].map((seconds) => seconds.toFixed(1)),
    (times.all / floor).toFixed(2),
    ...KINDS.map(([, kind]) => sumOf(writes, kind)),
    calls,
    ...[hook, engine].flatMap(({ peak, processor }) => [peak.toFixed(0), processor.toFixed(1)]),
    steady.writes.length === 0 ? 0 : steady.writes.join('; '),
  ]);
}
