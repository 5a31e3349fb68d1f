import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { pairs } from '../../golden.ts';

function check(ruleset: string): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(
    'nft',
    ['--check', '--define', 'HOST4=192.0.2.1', '--define', 'HOST6=2001:db8::1', '--file', '-'],
    {
      input: ruleset,
      encoding: 'utf8',
    },
  );
  return { status, stderr };
}

interface Response {
  attachments?: {
    spec: { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } };
  }[];
}

/** The different rulesets in the answers of all fixtures. */
function rulesets(): string[] {
  const containers = pairs()
    .flatMap(({ response }) => (response() as Response).attachments ?? [])
    .flatMap(({ spec }) => spec.template.spec.containers);
  const texts = containers.flatMap(({ env }) =>
    env.filter(({ name }) => name === 'RULESET').map(({ value }) => value),
  );
  return [...new Set(texts)];
}

describe('the rulesets of the fixtures', () => {
  it('are accepted by nft (left out where nft or the right to use it is missing)', function () {
    if (check('').status !== 0) this.skip();
    assert.ok(rulesets().length > 5);
    for (const ruleset of rulesets()) {
      const { status, stderr } = check(ruleset);
      assert.equal(status, 0, `${stderr}\n${ruleset}`);
    }
  });
});
