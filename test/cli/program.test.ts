import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkFault } from '../../hooks/cli/http.ts';
import { ageText } from '../../hooks/cli/text.ts';
import { objectionToNode } from '../../hooks/cli/placement.ts';
import type { NodeRequirement } from '../../hooks/kubernetes/label-selector.ts';
import type { Toleration } from '../../hooks/kubernetes/tolerations.ts';
import { VERSION } from '../../hooks/version.ts';
import { ESCAPE, akrobateo, example } from './run.ts';
import { node } from './worlds.ts';

const MAIN = join(import.meta.dirname, '../../hooks/cli/main.ts');

/** Runs the real process. */
function spawn(args: string[], stdin = ''): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    // Its coverage would be counted for other module code than that of the tests, because mocha requires what it imports.
    const env = { ...process.env, NODE_V8_COVERAGE: undefined };
    const child = execFile(process.execPath, ['--import=tsx', MAIN, ...args], { env }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
    child.stdin?.end(stdin);
  });
}

describe('the command line', () => {
  it('prints its version', async () => {
    assert.deepEqual(await akrobateo(['--version']), { code: 0, out: `${VERSION.version}\n`, err: '' });
  });

  it('has help with examples for every command', async () => {
    const { code, out } = await akrobateo(['--help']);
    assert.equal(code, 0);
    const commands = [...out.matchAll(/^ {2}akrobateo (\w+)/gm)].map(([, command = '']) => command);
    assert.deepEqual(commands, ['render', 'lint', 'explain', 'ports', 'replay', 'completion']);
    for (const command of commands.filter((name) => name !== 'completion')) {
      const help = await akrobateo([command, '--help']);
      assert.equal(help.code, 0);
      assert.match(help.out, /\nExamples:\n/, command);
    }
  });

  const faults = [
    { args: [], says: 'Name a command. See akrobateo --help.' },
    {
      args: ['rendr'],
      says: 'Did you mean render? See akrobateo --help.',
    },
    { args: ['xyz'], says: 'Unknown argument: xyz. See akrobateo --help.' },
    {
      args: ['render'],
      says: 'Missing required argument: file. See akrobateo render --help.',
    },
    {
      args: ['render', '-f'],
      says: 'Not enough arguments following: f. See akrobateo render --help.',
    },
    {
      args: ['render', '-f', 'a', '--foo'],
      says: 'Unknown argument: foo. See akrobateo render --help.',
    },
    {
      args: ['explain'],
      says: 'Not enough non-option arguments: got 0, need at least 1. See akrobateo explain --help.',
    },
    { args: ['explain', 'a', 'b'], says: 'Unknown argument: b. See akrobateo explain --help.' },
    { args: ['explain', 'a', '-n', 'b', '-n', 'c'], says: '--namespace is given twice; give it once.' },
    { args: ['ports', 'a'], says: 'Unknown argument: a. See akrobateo ports --help.' },
    {
      args: ['ports', '-o', 'xml'],
      says: 'Invalid values: Argument: output, Given: "xml", Choices: "table", "yaml", "json". See akrobateo ports --help.',
    },
  ];
  for (const { args, says } of faults) {
    it(`exits with 2 for: akrobateo ${args.join(' ')}`, async () => {
      assert.deepEqual(await akrobateo(args), { code: 2, out: '', err: `${says}\n` });
    });
  }

  it('prints a completion script', async () => {
    const { code, out } = await akrobateo(['completion']);
    assert.equal(code, 0);
    assert.match(out, /akrobateo --get-yargs-completions/);
  });
});

describe('the process', function () {
  this.timeout(20_000);

  it('exits as the command says, and writes without colours to a pipe', async () => {
    const service = readFileSync(example('service.yaml'), 'utf8');
    const [rendered, differs, usage] = await Promise.all([
      spawn(['render', '-f', '-'], service),
      spawn(['render', '-f', example('service.yaml'), '--diff', example('changed-service.yaml')]),
      spawn(['render']),
    ]);
    assert.equal(rendered.code, 0, rendered.err);
    assert.match(rendered.out, /^apiVersion: akrobateo.kontena.io\/v1alpha1\n/);
    assert.equal(differs.code, 1);
    assert.doesNotMatch(differs.out, ESCAPE);
    assert.equal(usage.code, 2);
    const unreachable = await spawn(['explain', 'web', '--kubeconfig', '/nowhere']);
    assert.equal(unreachable.code, 3);
  });

  it('completes commands and options', async () => {
    const { out } = await spawn(['--get-yargs-completions', 'akrobateo', 'render', '--']);
    assert.match(out, /--file/);
  });

  it('is not part of the hook’s', () => {
    const imported = ['main', 'app', 'routes'].map((file) =>
      readFileSync(join(MAIN, `../../${file}.ts`), 'utf8'),
    );
    for (const text of imported) assert.doesNotMatch(text, /cli\/|from '(@kubernetes|yargs|yaml|diff)/);
  });
});

describe('small texts', () => {
  it('prints an age as kubectl does', () => {
    const ages = [1, 119, 120, 7199, 7200, 172_799, 172_800].map((seconds) =>
      ageText('2026-11-23T08:00:00Z', Date.parse('2026-11-23T08:00:00Z') + seconds * 1000),
    );
    assert.deepEqual(ages, ['1s', '119s', '2m', '119m', '2h', '47h', '2d']);
    assert.equal(ageText('2026-11-23T08:00:00Z', 0), '0s');
  });

  it('says why a server cannot be reached, also if several addresses were tried', () => {
    const refused = new Error('connect ECONNREFUSED 127.0.0.1:1');
    assert.equal(networkFault(refused), 'connect ECONNREFUSED 127.0.0.1:1');
    assert.equal(networkFault(new AggregateError([refused])), 'connect ECONNREFUSED 127.0.0.1:1');
  });
});

describe('where a proxy may run', () => {
  const labels = { cores: '8', zone: 'a' };
  const taint = (effect: string, key = 'k') => ({ spec: { taints: [{ key, value: 'v', effect }] } });
  const cases = [
    { given: ['cores', 'Gt', '4'], want: null },
    { given: ['cores', 'Gt', '8'], want: 'its labels do not meet cores Gt 8' },
    { given: ['cores', 'Lt', '9'], want: null },
    { given: ['gpus', 'Lt', '9'], want: 'its labels do not meet gpus Lt 9' },
    { given: ['zone', 'In', 'a', 'b'], want: null },
    { given: ['zone', 'NotIn', 'a'], want: 'its labels do not meet zone NotIn a' },
    { given: ['gpus', 'Exists'], want: 'its labels do not meet gpus Exists' },
    { taint: taint('NoExecute'), want: 'its taint k=v:NoExecute is not tolerated' },
    { taint: taint('NoExecute'), tolerated: { operator: 'Exists' }, want: null },
    {
      taint: taint('NoExecute'),
      tolerated: { key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute' },
      want: null,
    },
    {
      taint: taint('NoExecute'),
      tolerated: { key: 'k', operator: 'Exists', effect: 'NoSchedule' },
      want: 'its taint k=v:NoExecute is not tolerated',
    },
    { taint: taint('PreferNoSchedule'), want: null },
    { taint: taint('NoSchedule', 'node.kubernetes.io/unschedulable'), want: null },
  ];
  for (const { given: [key = '', operator, ...values] = [], taint: more, tolerated, want } of cases) {
    it(`${key} ${JSON.stringify([operator ?? more, tolerated])}: ${want ?? 'here'}`, () => {
      const required = key === '' ? [] : [{ key, operator, values } as NodeRequirement];
      const tolerations = tolerated === undefined ? [] : [tolerated as Toleration];
      const at = node('n1', '10.0.0.1', { metadata: { name: 'n1', labels }, ...more });
      assert.equal(objectionToNode(required, tolerations, at), want);
    });
  }
});
