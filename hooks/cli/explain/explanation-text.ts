import { ageText, paint, tableText } from '../text.ts';
import type { Explanation } from './explanation.ts';
import type { NodeRow } from './nodes.ts';

/** Nodes that fit on one screen. */
const SHOWN = 20;

const STYLES: Readonly<Record<string, Parameters<typeof paint>[0]>> = {
  ready: 'green',
  'not needed': 'green',
  starting: 'yellow',
  terminating: 'yellow',
  replacing: 'yellow',
  none: 'dim',
};

function verdict({ objection, exposed, addresses }: Explanation): string {
  if (objection !== null) return paint('yellow', `is not ours: it ${objection}`);
  return `is ${exposed ? paint('green', `exposed at ${addresses.join(', ')}`) : paint('red', 'not exposed')}`;
}

function workloadText({ workload }: Explanation): string {
  if (workload === null) return 'none';
  const { kind, name, ready, of } = workload;
  if (name === null) return 'None: no proxies, kube-proxy serves at the addresses of the pool';
  return `${kind} ${name}, ${of === 0 ? 'no proxy yet' : `${ready} of ${of} proxies ready`}`;
}

function conditionText({ condition }: Explanation, now: number): string {
  if (condition === null) return 'none yet';
  const { status, reason, message, lastTransitionTime } = condition;
  return `Exposed ${status}, ${reason}, since ${ageText(lastTransitionTime, now)}: ${message}`;
}

/** Each fact with its name; null: it says nothing about a Service that is not ours. */
function factsOf(explanation: Explanation, now: number): Readonly<Record<string, string | null>> {
  const { service, objection, addresses, admitted, pool } = explanation;
  const isOurs = objection === null;
  return {
    Type: service.type,
    Class: service.loadBalancerClass ?? 'none',
    Ports: service.ports.join(', ') || 'none',
    Admitted: isOurs ? admitted.join(', ') || 'nothing' : null,
    Pool: isOurs ? (pool ?? 'none') : null,
    Workload: isOurs ? workloadText(explanation) : null,
    Published: addresses.join(', ') || 'nothing',
    Condition: isOurs ? conditionText(explanation, now) : null,
  };
}

/** The nodes that fit on a screen. Those with a problem come first, because they are what a reader looks for. */
function nodesText(nodes: readonly NodeRow[], now: number): string {
  if (nodes.length === 0) return '';
  const isFine = ({ proxy }: NodeRow) => STYLES[proxy] === 'green';
  const sorted = [...nodes.filter((node) => !isFine(node)), ...nodes.filter(isFine)];
  const shown = nodes.length > SHOWN ? sorted.slice(0, SHOWN) : nodes;
  const rows = shown.map(({ node, addresses, proxy, since, published, detail }) => [
    node ?? '-',
    addresses.join(', ') || '-',
    paint(STYLES[proxy] ?? 'red', proxy),
    since === null ? '-' : ageText(since, now),
    published ? 'yes' : 'no',
    detail ?? '',
  ]);
  const more = nodes.length - shown.length;
  const table = tableText([['NODE', 'ADDRESS', 'PROXY', 'SINCE', 'PUBLISHED', ''], ...rows]);
  return `\n${table}${more === 0 ? '' : `and ${more} more; -o json shows all\n`}`;
}

function listText(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `\n${paint('bold', title)}\n${lines.map((line) => `  - ${line}\n`).join('')}`;
}

/** One screen about a Service. */
export function explanationText(explanation: Explanation, now: number): string {
  const { service, nodes, problems, warnings, differences, next } = explanation;
  const facts = Object.entries(factsOf(explanation, now)).flatMap(([name, fact]) =>
    fact === null ? [] : `  ${paint('bold', name.padEnd(11))}${fact}\n`,
  );
  const reasons = problems.map(({ reason, message }) => `${paint('yellow', reason)}: ${message}`);
  return [
    `${paint('bold', `Service ${service.namespace}/${service.name}`)} ${verdict(explanation)}\n`,
    ...facts,
    nodesText(nodes, now),
    listText('Problems', reasons),
    listText('Warnings', warnings),
    listText('The hook would change, if it were called now', differences),
    listText('Next', next),
  ].join('');
}
