import { ageText, tableText } from '../text.ts';
import type { Cell, Paint, Style } from '../text.ts';
import type { Explanation } from './explanation.ts';
import type { NodeRow } from './nodes.ts';

/** Nodes that fit on one screen. */
const SHOWN = 20;

const STYLES: Readonly<Record<string, Style>> = {
  ready: 'green',
  'not needed': 'green',
  starting: 'yellow',
  terminating: 'yellow',
  replacing: 'yellow',
  none: 'dim',
};

function verdict({ objection, exposed, addresses }: Explanation, paint: Paint): string {
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

/** Each fact with its name; those of Services that are ours may be left out. */
function factsOf(explanation: Explanation, now: number): readonly (readonly [string, string, 'ours'?])[] {
  const { service, addresses, admitted, pool } = explanation;
  return [
    ['Type', service.type],
    ['Class', service.loadBalancerClass ?? 'none'],
    ['Ports', service.ports.join(', ') || 'none'],
    ['Admitted', admitted.join(', ') || 'nothing', 'ours'],
    ['Pool', pool ?? 'none', 'ours'],
    ['Workload', workloadText(explanation), 'ours'],
    ['Published', addresses.join(', ') || 'nothing'],
    ['Condition', conditionText(explanation, now), 'ours'],
  ];
}

/** The nodes that fit on a screen. Those with a problem come first, because they are what a reader looks for. */
function nodesText(nodes: readonly NodeRow[], now: number, paint: Paint): string {
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
  const table = tableText(['NODE', 'ADDRESS', 'PROXY', 'SINCE', 'PUBLISHED', ''], rows, paint);
  const more = nodes.length - shown.length;
  return nodes.length === 0 ? '' : `\n${table}${more === 0 ? '' : `and ${more} more; -o json shows all\n`}`;
}

/** One screen about a Service. */
export function explanationText(explanation: Explanation, now: number, paint: Paint): string {
  const { service, objection, nodes, problems, warnings, differences, next } = explanation;
  const facts = factsOf(explanation, now).filter(([, , whose]) => whose === undefined || objection === null);
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : `\n${paint('bold', title)}\n${lines.map((line) => `  - ${line}\n`).join('')}`;
  return [
    `${paint('bold', `Service ${service.namespace}/${service.name}`)} ${verdict(explanation, paint)}\n`,
    ...facts.map(([name, text]) => `  ${paint('bold', name.padEnd(11))}${text}\n`),
    nodesText(nodes, now, paint),
    list(
      'Problems',
      problems.map(({ reason, message }) => `${paint('yellow', reason)}: ${message}`),
    ),
    list('Warnings', warnings),
    list('The hook would change, if it were called now', differences),
    list('Next', next),
  ].join('');
}
