import assert from 'node:assert/strict';
import { Ledger } from '../../hooks/telemetry/ledger.ts';
import { createMetrics } from '../../hooks/telemetry/metrics.ts';
import { readDashboard, readRules } from './monitoring.ts';
import { parsePromql } from './promql.ts';

const { registry } = createMetrics(new Ledger(Date.now), '1.2.3', () => 0);
const metrics = registry.getMetricsAsArray();

/** What Prometheus adds to every series of a target that deploy/monitoring/pod-monitor.yaml finds. */
const OF_TARGET = ['job', 'instance', 'namespace', 'pod'];

/** From the name of every series to its labels; a histogram has three names. */
const series = new Map<string, readonly string[]>([['up', OF_TARGET]]);
for (const metric of metrics) {
  // The registry knows the labels, which its types do not tell.
  const { name, type, labelNames } = metric as unknown as {
    name: string;
    type: string;
    labelNames: string[];
  };
  for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
    series.set(name + suffix, [...labelNames, ...OF_TARGET, ...(suffix === '_bucket' ? ['le'] : [])]);
}

const alerts = readRules()
  .groups.flatMap(({ rules }) => rules)
  .map(({ alert, expr, annotations }) => ({ where: alert, expr, shown: Object.values(annotations).join() }));
const panels = readDashboard().panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ where: title, expr, shown: legendFormat })),
);
const all = [...alerts, ...panels];

/** The labels that a text shows: `{{reason}}` of a legend, `{{ $labels.reason }}` of an alert. */
function shownLabels(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label);
}

describe('the queries of the alerts and the dashboard', () => {
  for (const { where, expr, shown } of all) {
    it(`${where}: is PromQL about existing metrics and labels`, () => {
      const { metrics: named, labels, groupedBy } = parsePromql(expr);
      assert.notDeepEqual(named, []);
      for (const metric of named) assert.ok(series.has(metric), `there is no metric ${metric}`);
      const known = named.flatMap((metric) => series.get(metric) ?? []);
      for (const label of labels) assert.ok(known.includes(label), `no metric has a label ${label}`);
      const aggregated = /\b(sum|max|min|count|avg|absent)\b/.test(expr);
      for (const label of shownLabels(shown))
        assert.ok(
          (aggregated ? groupedBy : known).includes(label),
          `it shows the label ${label}, which the expression does not give`,
        );
    });
  }

  it('use every metric of Akrobateo', () => {
    const named = all.flatMap(({ expr }) => parsePromql(expr).metrics);
    const used = named.map((metric) => metric.replace(/_(bucket|sum|count)$/, ''));
    const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith('akrobateo_'));
    assert.deepEqual(
      ours.filter((name) => !used.includes(name)),
      [],
    );
  });

  it('never add up replicas that report the same objects', () => {
    for (const { where, expr } of all.filter(({ expr: text }) =>
      /akrobateo_(services|pub|pool)/.test(text),
    )) {
      const bare = expr.replace(/max( by \([\w, ]+\))? ?\(akrobateo_[^()]*\)/g, '');
      assert.doesNotMatch(bare, /akrobateo_/, where);
    }
  });
});
