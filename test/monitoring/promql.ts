import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** A time series that an expression asks for. */
export interface Selector {
  readonly metric: string;
  /** Labels that it is selected, grouped or matched by. */
  readonly labels: readonly string[];
}

/** What an expression names. */
export interface Expression {
  readonly selectors: readonly Selector[];
  /** Labels in by (), without (), on () and ignoring (), anywhere in it. */
  readonly groupedBy: readonly string[];
}

function inner(node: Node | null, type: string, text: string): string[] {
  const found: string[] = [];
  node?.cursor().iterate(({ name, from, to }) => {
    if (name === type) found.push(text.slice(from, to));
  });
  return found;
}

/** The labels by which the expressions around a selector group or match it. */
function labelsAround(selector: Node, text: string): string[] {
  const labels: string[] = [];
  for (let node = selector.parent; node !== null; node = node.parent) {
    for (const modifier of ['AggregateModifier', 'MatchingModifierClause'])
      labels.push(...inner(node.getChild(modifier), 'LabelName', text));
  }
  return labels;
}

/**
 * Parses PromQL with Prometheus' own grammar; Grafana's `$__rate_interval` counts as five minutes.
 * @throws Error if it is not PromQL
 */
export function parsePromql(text: string): Expression {
  const promql = text.replaceAll('$__rate_interval', '5m');
  const selectors: Selector[] = [];
  const groupedBy: string[] = [];
  parser.parse(promql).iterate({
    enter: ({ type, node, from }) => {
      if (type.isError) throw new Error(`no PromQL from "${promql.slice(from)}" on: ${promql}`);
      if (type.name === 'GroupingLabels') groupedBy.push(...inner(node, 'LabelName', promql));
      if (type.name !== 'VectorSelector') return;
      const [metric = ''] = inner(node, 'Identifier', promql);
      const labels = [...inner(node, 'LabelName', promql), ...labelsAround(node, promql)];
      selectors.push({ metric, labels });
    },
  });
  return { selectors, groupedBy };
}
