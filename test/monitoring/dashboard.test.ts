import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FOLDER, readDashboard, readManifest } from './monitoring.ts';
import type { Panel } from './monitoring.ts';

const { panels, templating } = readDashboard();
const charts = panels.filter(({ type }) => type !== 'row');

function overlap(one: Panel['gridPos'], other: Panel['gridPos']): boolean {
  return (
    one.x < other.x + other.w &&
    other.x < one.x + one.w &&
    one.y < other.y + other.h &&
    other.y < one.y + one.h
  );
}

describe('the dashboard', () => {
  it('asks whichever data source is chosen, for the job that is chosen', () => {
    assert.deepEqual(
      templating.list.map(({ name, type }) => [name, type]),
      [
        ['datasource', 'datasource'],
        ['job', 'query'],
      ],
    );
    for (const { title, datasource, targets = [] } of charts) {
      assert.equal(datasource?.uid, '${datasource}', title);
      for (const target of targets) {
        assert.equal(target.datasource.uid, '${datasource}', title);
        const [selectors, restricted] = [/[a-z]+_\w+(?=[{[)]|$)/g, /job="\$job"/g].map(
          (pattern) => target.expr.match(pattern)?.length ?? 0,
        );
        assert.ok((restricted ?? 0) >= (selectors ?? 0), `${title}: ${target.expr}`);
      }
    }
  });

  it('explains every panel, and has none on top of another', () => {
    for (const [index, { title, description = '', gridPos }] of charts.entries()) {
      assert.match(description, /\.$/, title);
      assert.ok(gridPos.x + gridPos.w <= 24, title);
      for (const other of charts.slice(index + 1))
        assert.ok(!overlap(gridPos, other.gridPos), `${title} is on top of ${other.title}`);
    }
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  });
});

describe('the PodMonitor', () => {
  it('selects the pods of the hook and their port, and not the proxies', () => {
    const { spec } = readManifest('pod-monitor.yaml') as {
      spec: {
        selector: { matchLabels: Record<string, string> };
        podMetricsEndpoints: { port: string }[];
      };
    };
    const { spec: deployment } = parse(readFileSync(join(FOLDER, '../base/deployment.yaml'), 'utf8')) as {
      spec: {
        selector: { matchLabels: Record<string, string> };
        template: { spec: { containers: { ports: { name: string }[] }[] } };
      };
    };
    assert.deepEqual(spec.selector.matchLabels, deployment.selector.matchLabels);
    assert.equal(spec.selector.matchLabels['app.kubernetes.io/component'], 'hook');
    const { spec: pod } = deployment.template;
    const ports = pod.containers.flatMap((container) => container.ports.map(({ name }) => name));
    for (const { port } of spec.podMetricsEndpoints) assert.ok(ports.includes(port), port);
  });
});
