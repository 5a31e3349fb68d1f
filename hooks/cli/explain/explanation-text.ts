import { ageText, tableText } from '../text.ts';
import type { Cell, Paint } from '../text.ts';
import type { Explanation } from './explanation.ts';
import type { NodeRow } from './nodes.ts';

/** Nodes that fit on one screen. */
const SHOWN = 20;

const STYLES: Readonly<Record<string, Exclude<Cell, string>['style']>> = {
  ready: 'green',
  'not needed': 'green',
  starting: 'yellow',
  terminating: 'yellow',
  replacing: 'yellow',
  none: 'dim',
};

function verdict({ service, exposed, objection, addresses }: Explanation, paint: Paint): string {
  const name = paint('bold', `Service ${service.namespace}/${service.name}`);
  if (objection !== null) return `${name} ${paint('yellow', `is not ours: it ${objection}`)}\n`;
  if (!exposed) return `${name} is ${paint('red', 'not exposed')}\n`;
  return `${name} is ${paint('green', `exposed at ${addresses.join(', ')}`)}\n`;
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

function facts(explanation: Explanation, now: number, paint: Paint): string {
  const { service, objection, addresses, admitted, pool } = explanation;
  const ours = {
    Admitted: admitted.join(', ') || 'nothing',
    Pool: pool ?? 'none',
    Workload: workloadText(explanation),
  };
  const all = {
    Type: service.type,
    Class: service.loadBalancerClass ?? 'none',
    Ports: service.ports.join(', ') || 'none',
    ...(objection === null ? ours : {}),
    Published: addresses.join(', ') || 'nothing',
    ...(objection === null ? { Condition: conditionText(explanation, now) } : {}),
  };
  return Object.entries(all)
    .map(([name, text]) => `  ${paint('bold', name.padEnd(11))}${text}\n`)
    .join('');
}

/** The nodes that fit on a screen. Those with a problem come first, because they are what a reader looks for. */
function nodesText(nodes: readonly NodeRow[], now: number, paint: Paint): string {
  if (nodes.length === 0) return '';
  const isFine = ({ proxy }: NodeRow) => STYLES[proxy] === 'green';
  const sorted = [...nodes.filter((node) => !isFine(node)), ...nodes.filter(isFine)];
  const shown = nodes.length > SHOWN ? sorted.slice(0, SHOWN) : nodes;
  const rows = shown.map(({ node, addresses, proxy, since, published, detail }): Cell[] => [
    node ?? '-',
    addresses.join(', ') || '-',
    { text: proxy, style: STYLES[proxy] ?? 'red' },
    since === null ? '-' : ageText(since, now),
    published ? 'yes' : 'no',
    detail ?? '',
  ]);
  const more = nodes.length - shown.length;
  const table = tableText(['NODE', 'ADDRESS', 'PROXY', 'SINCE', 'PUBLISHED', ''], rows, paint);
  return `\n${table}${more === 0 ? '' : `and ${more} more; -o json shows all\n`}`;
}

function list(title: string, lines: readonly string[], paint: Paint): string {
  if (lines.length === 0) return '';
  return `\n${paint('bold', title)}\n${lines.map((line) => `  - ${line}\n`).join('')}`;
}

/** One screen about a Service. */
export function explanationText(explanation: Explanation, now: number, paint: Paint): string {
  const { nodes, problems, warnings, differences, next } = explanation;
  const texts = problems.map(({ reason, message }) => `${paint('yellow', reason)}: ${message}`);
  return [
    verdict(explanation, paint),
    facts(explanation, now, paint),
    nodesText(nodes, now, paint),
    list('Problems', texts, paint),
    list('Warnings', warnings, paint),
    list('The hook would change, if it were called now', differences, paint),
    list('Next', next, paint),
  ].join('');
}
