import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { temporaryFolder } from '../temporary-folder.ts';
import { FOLDER, readRules } from './monitoring.ts';

describe('the alerts', () => {
  const folder = temporaryFolder('alerts');

  it('fire as their unit tests say', function () {
    // promtool takes the rules themselves, not the object that brings them to the Prometheus Operator.
    writeFileSync(join(folder, 'alerts.rules.yaml'), stringify(readRules()));
    copyFileSync(join(FOLDER, 'alerts.test.yaml'), join(folder, 'alerts.test.yaml'));
    const args = ['test', 'rules', 'alerts.test.yaml'];
    const program = process.env['PROMTOOL'] ?? 'promtool';
    const { error, status, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    if (error !== undefined) {
      console.warn('The unit tests of the alerts were skipped: promtool is not in the PATH.');
      this.skip();
    }
    assert.equal(status, 0, stderr);
  });
});
