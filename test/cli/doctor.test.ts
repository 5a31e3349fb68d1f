import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { RIGHTS, SECRET_RIGHTS } from '../../hooks/cli/doctor/rights.ts';
import { akrobateo } from './run.ts';

interface Role {
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

/** The rights of a role, as the table has them. */
function rightsIn(file: string): Record<string, string> {
  const { rules } = parse(readFileSync(join('deploy/metacontroller', file), 'utf8')) as Role;
  const rights = rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.map((resource) => [`${group || 'core'}/${resource}`, verbs.join(' ')] as const),
    ),
  );
  return Object.fromEntries(rights);
}

describe('akrobateo doctor', () => {
  it('checks the rights that the dedicated Metacontroller has', () => {
    assert.deepEqual(RIGHTS, rightsIn('cluster-role.yaml'));
    assert.deepEqual(SECRET_RIGHTS, rightsIn('secrets/cluster-role.yaml'));
  });

  it('exits with 3 for a broken kubeconfig', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'akrobateo-cli-')), 'kubeconfig');
    for (const text of ['{', 'a text', '[]', '{"clusters": 1}']) {
      writeFileSync(file, text);
      const { code, out, err } = await akrobateo(['doctor', '--kubeconfig', file]);
      assert.deepEqual([code, out], [3, ''], text);
      assert.match(err, /^[^\n]*kubeconfig [^\n]*\.\n$/, text);
    }
  });
});
