import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { filesIn, MANIFEST, read, ROOT } from './checkout.ts';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly node: readonly (string | number)[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The permissions beyond reading the code that the jobs of each workflow may have. */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'ci.yaml': {},
  'codeql.yaml': { analyze: ['security-events: write'] },
  'release.yaml': {
    images: ['id-token: write', 'packages: write'],
    chart: ['id-token: write', 'packages: write'],
    package: ['id-token: write'],
    release: ['contents: write'],
  },
  'scorecard.yaml': { analyze: ['id-token: write', 'security-events: write'] },
};

/** Of npm itself, so that they need no script. */
const OF_NPM = ['ci', 'pkg', 'publish'];

const OLDEST_NODE = Number(/^>=(\d+)$/.exec(MANIFEST.engines.node)?.[1]);

function grantsOf({ permissions = {} }: Job): string[] {
  return Object.entries(permissions)
    .map(([scope, access]) => `${scope}: ${access}`)
    .filter((grant) => grant !== 'contents: read');
}

/** What npm is asked for in a shell script, by the words after it. */
function npmCalls(script: string): string[] {
  const calls = script.matchAll(/\bnpm (?:run (?:--silent )?)?([\w:-]+)/g);
  return [...calls].map(([, name = '']) => name).filter((name) => !OF_NPM.includes(name));
}

function nodesOf({ strategy, steps }: Job): number[] {
  const versions = steps.map((step) => step.with?.['node-version']).filter((each) => each !== undefined);
  const matrix = strategy?.matrix.node ?? [];
  return versions
    .flatMap((each) => (typeof each === 'string' && each.includes('matrix') ? matrix : [each]))
    .map(Number);
}

const files = filesIn('.github/workflows');

describe('the workflows', () => {
  it('are those that we know', () => {
    assert.deepEqual(
      files.map((file) => file.replace('.github/workflows/', '')).sort(),
      Object.keys(PERMISSIONS),
    );
  });

  it('call a .ci/run whose npm scripts are there', () => {
    for (const script of npmCalls(read('.ci/run').replaceAll(/^#.*/gm, '')))
      assert.ok(script in MANIFEST.scripts, script);
  });

  for (const file of files) {
    const { permissions, jobs } = parse(read(file)) as Workflow;
    const all = Object.entries(jobs);
    const steps = all.flatMap(([, job]) => job.steps);
    const scripts = steps.map((step) => step.run ?? '');

    describe(file, () => {
      it('calls npm scripts and programs that are there', () => {
        for (const script of scripts.flatMap(npmCalls)) assert.ok(script in MANIFEST.scripts, script);
        for (const script of scripts)
          for (const [, program = ''] of script.matchAll(/^(\.?\w[\w/.-]*\/[\w.-]+)/gm))
            accessSync(join(ROOT, program), constants.X_OK);
      });

      it('runs on the Node that package.json asks for, the oldest one', () => {
        const nodes = all.flatMap(([, job]) => nodesOf(job));
        if (nodes.length === 0) return;
        assert.equal(Math.min(...nodes), OLDEST_NODE);
      });

      it('pins what it uses to a commit', () => {
        for (const { uses } of steps)
          assert.match(uses ?? 'a/b@'.padEnd(44, '0'), /^[\w-]+(\/[\w-]+)+@[0-9a-f]{40}$/);
      });

      it('gives each job the permissions that it needs, and no other', () => {
        assert.deepEqual(permissions, { contents: 'read' });
        const want = PERMISSIONS[file.replace('.github/workflows/', '')] ?? {};
        for (const [name, job] of all) assert.deepEqual(grantsOf(job), want[name] ?? [], name);
      });
    });
  }
});
