import { parser } from '@prometheus-io/lezer-promql';

/** What an expression names. */
export interface Expression {
  readonly metrics: readonly string[];
  /** Labels that are selected, grouped or matched by. */
  readonly labels: readonly string[];
  /** Of these, the labels in by (), without (), on () and ignoring (). */
  readonly groupedBy: readonly string[];
}

/**
 * Parses PromQL with Prometheus' own grammar; Grafana's `$__rate_interval` counts as five minutes.
 * @throws Error if it is not PromQL
 */
export function parsePromql(text: string): Expression {
  const promql = text.replaceAll('$__rate_interval', '5m');
  const metrics: string[] = [];
  const labels: string[] = [];
  const groupedBy: string[] = [];
  parser.parse(promql).iterate({
    enter: ({ type, node, from, to }) => {
      if (type.isError) throw new Error(`no PromQL from "${promql.slice(from)}" on: ${promql}`);
      const name = promql.slice(from, to);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.push(name);
      if (type.name !== 'LabelName') return;
      labels.push(name);
      if (node.parent?.name === 'GroupingLabels') groupedBy.push(name);
    },
  });
  return { metrics, labels, groupedBy };
}
