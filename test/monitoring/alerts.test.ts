import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
import { FOLDER, readRules } from './monitoring.ts';

const PROMTOOL = process.env['PROMTOOL'] ?? 'promtool';
const rules = readRules().groups.flatMap((group) => group.rules);

function hasPromtool(): boolean {
  try {
    execFileSync(PROMTOOL, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the alerts', () => {
  for (const { alert, for: duration, labels, annotations } of rules) {
    it(`${alert} says how bad it is, what happens and what to do`, () => {
      assert.match(alert, /^Akrobateo[A-Z]\w+$/);
      assert.match(duration, /^\d+[mh]$/);
      assert.match(labels['severity'] ?? '', /^(warning|critical)$/);
      assert.deepEqual(Object.keys(annotations), ['summary', 'description', 'runbook']);
      for (const text of Object.values(annotations)) assert.match(text, /\.$/);
    });
  }

  it('leave out no reason but those that are no problem, or pass', () => {
    const { expr = '' } = rules.find(({ alert }) => alert === 'AkrobateoServicesNotExposed') ?? {};
    const [, excluded = ''] = /reason!~"([^"]*)"/.exec(expr) ?? [];
    assert.deepEqual(excluded.split('|'), ['Exposed', 'Waiting', 'Progressing']);
    assert.ok('Progressing' in PROBLEMS);
  });

  it('fire as their unit tests say', function () {
    if (!hasPromtool()) {
      console.warn('The unit tests of the alerts were skipped: promtool is not in the PATH.');
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'akrobateo-alerts-'));
    try {
      // promtool takes the rules themselves, not the object that brings them to the Prometheus Operator.
      writeFileSync(join(folder, 'alerts.rules.yaml'), stringify(readRules()));
      copyFileSync(join(FOLDER, 'alerts.test.yaml'), join(folder, 'alerts.test.yaml'));
      execFileSync(PROMTOOL, ['test', 'rules', 'alerts.test.yaml'], { cwd: folder, encoding: 'utf8' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
