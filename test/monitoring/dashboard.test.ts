import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FOLDER, readDashboard, readManifest } from './monitoring.ts';

interface Selector {
  matchLabels: Record<string, string>;
}

describe('the dashboard', () => {
  const { panels, templating } = readDashboard();

  it('asks whichever data source is chosen, for the job that is chosen', () => {
    const names = templating.list.map(({ name }) => name);
    assert.deepEqual(names, ['datasource', 'job']);
    for (const { title, datasource, targets = [] } of panels.filter(({ type }) => type !== 'row')) {
      assert.equal(datasource?.uid, '${datasource}', title);
      for (const target of targets) {
        assert.equal(target.datasource.uid, '${datasource}', title);
        const [selectors = 0, restricted = 0] = [/[a-z]+_\w+(?=[{[)]|$)/g, /job="\$job"/g].map(
          (pattern) => target.expr.match(pattern)?.length ?? 0,
        );
        assert.ok(restricted >= selectors, `${title}: ${target.expr}`);
      }
    }
  });

  it('explains every panel', () => {
    const silent = panels.filter(({ type, description }) => type !== 'row' && !description);
    assert.deepEqual(silent, []);
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  });
});

describe('the PodMonitor', () => {
  it('selects the pods of the hook and their port, and not the proxies', () => {
    const { spec } = readManifest('pod-monitor.yaml') as {
      spec: { selector: Selector; podMetricsEndpoints: { port: string }[] };
    };
    const { spec: hook } = parse(readFileSync(join(FOLDER, '../base/deployment.yaml'), 'utf8')) as {
      spec: {
        selector: Selector;
        template: { spec: { containers: [{ ports: { name: string }[] }] } };
      };
    };
    assert.deepEqual(spec.selector.matchLabels, hook.selector.matchLabels);
    assert.equal(spec.selector.matchLabels['app.kubernetes.io/component'], 'hook');
    const ports = hook.template.spec.containers[0].ports.map(({ name }) => name);
    for (const { port } of spec.podMetricsEndpoints) assert.ok(ports.includes(port), port);
  });
});
