import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { filesIn, MANIFEST, read, ROOT } from '../checkout.ts';

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: object; readonly steps: { run?: string; uses?: string }[] }>
  >;
}

/** The permissions beyond reading the code that the jobs of each workflow may have. */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'ci.yaml': {},
  'codeql.yaml': { analyze: { 'security-events': 'write' } },
  'release.yaml': {
    images: { 'id-token': 'write', packages: 'write' },
    chart: { 'id-token': 'write', packages: 'write' },
    package: { 'id-token': 'write' },
    release: { contents: 'write' },
  },
  'scorecard.yaml': { analyze: { 'id-token': 'write', 'security-events': 'write' } },
};

/** Of npm itself, so that they need no script. */
const OF_NPM = ['ci', 'pkg', 'publish'];

const OLDEST_NODE = MANIFEST.engines.node.replace('>=', '');

/** The npm scripts and programs of the checkout that a shell script calls, and that do not exist. */
function assertCalls(script: string): void {
  const calls = [...script.matchAll(/\bnpm (?:run (?:--silent )?)?([\w:-]+)/g)].map(([, name = '']) => name);
  const missing = calls.filter((name) => !OF_NPM.includes(name) && !(name in MANIFEST.scripts));
  assert.deepEqual(missing, []);
  for (const [, program = ''] of script.matchAll(/^(\.?\w[\w/.-]*\/[\w.-]+)/gm))
    accessSync(join(ROOT, program), constants.X_OK);
}

describe('.ci/run', () => {
  it('calls npm scripts that exist', () => {
    assertCalls(read('.ci/run').replaceAll(/^#.*/gm, ''));
  });
});

for (const file of filesIn('.github/workflows')) {
  describe(file, () => {
    const { permissions, jobs } = parse(read(file)) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);

    it('calls npm scripts and programs that exist', () => {
      for (const { run = '' } of steps) assertCalls(run);
    });

    it('runs on the oldest Node that package.json allows, and in a matrix on newer ones too', () => {
      for (const [, node] of read(file).matchAll(/node(?:-version)?: \[?(\d+)/g))
        assert.equal(node, OLDEST_NODE);
    });

    it('pins what it uses to a commit', () => {
      for (const { uses } of steps)
        if (uses !== undefined) assert.match(uses, /^[\w-]+(\/[\w-]+)+@[0-9a-f]{40}$/);
    });

    it('gives each job the permissions that it needs, and no other', () => {
      assert.deepEqual(permissions, { contents: 'read' });
      const want = PERMISSIONS[file.replace('.github/workflows/', '')] ?? {};
      for (const [name, job] of Object.entries(jobs))
        assert.deepEqual({ contents: 'read', ...job.permissions }, { contents: 'read', ...want[name] }, name);
    });
  });
}
