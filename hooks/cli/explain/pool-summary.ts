import { rangeText } from '../../kubernetes/port-ranges.ts';
import type { PoolPorts } from '../../kubernetes/load-balancer-pool.ts';
import type { Pool } from '../../services/pool.ts';

/** The pool that a Service is in, in words. */
export interface PoolSummary {
  readonly name: string;
  readonly state: string;
  readonly rules: readonly string[];
}

const STATES: Readonly<Record<Pool['state'], string>> = {
  told: 'in use',
  empty: 'has no nodes',
  untold: 'has not told its nodes yet',
  gone: 'is gone; what it last said stays in force',
  unreadable: 'is of a newer version than the hook; what it last said stays in force',
};

type Selector = Pool['rules']['nodeSelector'];

function selectorText(selector: Selector): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) =>
    [key, operator, values.length > 0 ? `(${values.join(',')})` : ''].join(' ').trim(),
  );
  return [...labels, ...expressions].join(', ');
}

function portsText(ports: readonly PoolPorts[] | undefined): string {
  return (ports ?? [])
    .map(({ port, endPort }) => rangeText({ first: port, last: endPort ?? port }))
    .join(', ');
}

/** What restricts or places the Services of a pool; a rule that is not there is not told. */
function rulesOf({ rules, placement }: Pool): string[] {
  const told: readonly (readonly [string, string])[] = [
    ['nodes', selectorText(placement?.spec.nodeSelector)],
    ['namespaces', selectorText(rules.namespaceSelector)],
    ['allowed ports', portsText(rules.allowedPorts)],
    ['reserved ports', portsText(rules.reservedPorts)],
    ['address types', (placement?.spec.addressTypes ?? []).join(', ')],
    ['workload', placement?.spec.workload ?? ''],
  ];
  return told.filter(([, text]) => text !== '').map(([name, text]) => `${name}: ${text}`);
}

/** A pool in words. */
export function summaryOf(pool: Pool): PoolSummary {
  return { name: pool.name, state: STATES[pool.state], rules: rulesOf(pool) };
}
