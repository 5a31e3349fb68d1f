import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { FOLDER, readRules } from './monitoring.ts';

const PROMTOOL = process.env['PROMTOOL'] ?? 'promtool';

describe('the alerts', () => {
  const folder = temporaryFolder('alerts');
  const rules = readRules().groups.flatMap((group) => group.rules);

  it('say how bad it is, what happens and what to do', () => {
    for (const { alert, labels, annotations } of rules) {
      assert.match(labels['severity'] ?? '', /^(warning|critical)$/, alert);
      assert.deepEqual(Object.keys(annotations), ['summary', 'description', 'runbook'], alert);
    }
  });

  it('leave out no reason but those that are no problem, or pass', () => {
    const { expr = '' } = rules.find(({ alert }) => alert === 'AkrobateoServicesNotExposed') ?? {};
    const [, excluded = ''] = /reason!~"([^"]*)"/.exec(expr) ?? [];
    assert.deepEqual(excluded.split('|'), ['Exposed', 'Waiting', 'Progressing']);
    assert.ok('Progressing' in PROBLEMS);
  });

  it('fire as their unit tests say', function () {
    // promtool takes the rules themselves, not the object that brings them to the Prometheus Operator.
    writeFileSync(join(folder, 'alerts.rules.yaml'), stringify(readRules()));
    copyFileSync(join(FOLDER, 'alerts.test.yaml'), join(folder, 'alerts.test.yaml'));
    const args = ['test', 'rules', 'alerts.test.yaml'];
    const { error, status, stderr } = spawnSync(PROMTOOL, args, { cwd: folder, encoding: 'utf8' });
    if (error !== undefined) {
      console.warn('The unit tests of the alerts were skipped: promtool is not in the PATH.');
      this.skip();
    }
    assert.equal(status, 0, stderr);
  });
});
