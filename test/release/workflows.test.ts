import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { filesIn, MANIFEST, read, ROOT } from './checkout.ts';

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
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

const files = filesIn('.github/workflows');

describe('the workflows', () => {
  it('call a .ci/run whose npm scripts exist', () => {
    for (const script of npmCalls(read('.ci/run').replaceAll(/^#.*/gm, '')))
      assert.ok(script in MANIFEST.scripts, script);
  });

  for (const file of files) {
    const { permissions, jobs } = parse(read(file)) as Workflow;
    const all = Object.entries(jobs);
    const steps = all.flatMap(([, job]) => job.steps);
    const scripts = steps.map((step) => step.run ?? '');

    describe(file, () => {
      it('calls npm scripts and programs that exist', () => {
        for (const script of scripts.flatMap(npmCalls)) assert.ok(script in MANIFEST.scripts, script);
        for (const script of scripts)
          for (const [, program = ''] of script.matchAll(/^(\.?\w[\w/.-]*\/[\w.-]+)/gm))
            accessSync(join(ROOT, program), constants.X_OK);
      });

      it('runs on the oldest Node that package.json allows, and in a matrix on newer ones too', () => {
        const nodes = [...read(file).matchAll(/node(?:-version)?: \[?(\d+)/g)].map(([, node]) =>
          Number(node),
        );
        assert.ok(nodes.every((node) => node === OLDEST_NODE));
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
