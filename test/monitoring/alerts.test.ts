import assert from 'node:assert/strict';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
import { readRules } from './monitoring.ts';

describe('the alerts', () => {
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
});
