import { median } from '../statistics.ts';
import { head, row } from '../table.ts';
import type { Result } from './measure.ts';
import type { Cost } from './processor.ts';

const HEADER = [
  'ClusterIP Services',
  'load balancers',
  'event of a pod: engine ms',
  'hook ms',
  'event of an EndpointSlice: engine ms',
  'hook ms',
  'creation: engine s',
  'hook s',
  'engine MB',
];

function milliseconds(rounds: readonly Cost[]): string[] {
  const medians = [median(rounds.map(({ engine }) => engine)), median(rounds.map(({ hook }) => hook))];
  // Below the resolution of /proc the difference from the idle time can be negative.
  return medians.map((seconds) => Math.max(0, seconds * 1000).toFixed(2));
}

/** The head of a Markdown table. */
export function renderHead(): string {
  return head(HEADER);
}

export function renderRow({ of, creation, pod, slice, peak }: Result): string {
  return row([
    of.services,
    of.balancers,
    ...milliseconds(pod),
    ...milliseconds(slice),
    creation.engine.toFixed(1),
    creation.hook.toFixed(1),
    peak.toFixed(0),
  ]);
}
