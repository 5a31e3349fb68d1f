import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkFault } from '../../hooks/cli/network/exchange.ts';
import { wantsColours } from '../../hooks/cli/terminal.ts';
import { ageText } from '../../hooks/cli/text/age.ts';
import { objectionToNode } from '../../hooks/cli/explain/placement.ts';
import { VERSION } from '../../hooks/version.ts';
import { akrobateo } from './run.ts';
import { node } from './worlds.ts';

const MAIN = join(import.meta.dirname, '../../hooks/cli/main.ts');

describe('the command line', () => {
  it('prints its version', async () => {
    assert.deepEqual(await akrobateo(['--version']), { code: 0, out: `${VERSION.version}\n`, err: '' });
  });

  it('has help with examples for every command', async () => {
    const { code, out } = await akrobateo(['--help']);
    assert.equal(code, 0);
    const commands = [...out.matchAll(/^ {2}akrobateo (\w+)/gm)].map(([, command = '']) => command);
    assert.deepEqual(commands, ['render', 'lint', 'explain', 'ports', 'replay', 'completion']);
    for (const command of commands) {
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

  it('prints a completion script for each shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, out } = await akrobateo(['completion', shell]);
      assert.equal(code, 0);
      assert.match(out, /akrobateo --get-yargs-completions/);
    }
    const { code } = await akrobateo(['completion', 'tcsh']);
    assert.equal(code, 2);
  });

  it('is coloured on a terminal only, and never with NO_COLOR', () => {
    assert.equal(wantsColours(true, {}), true);
    assert.equal(wantsColours(false, {}), false);
    assert.equal(wantsColours(true, { NO_COLOR: '1' }), false);
    assert.equal(wantsColours(true, { NO_COLOR: '' }), true);
    assert.equal(wantsColours(true, { TERM: 'dumb' }), false);
  });
});

describe('the command line as a program', () => {
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

describe('where a pod may run', () => {
  const containers = [{ name: 'a' }];
  const term = (key: string, operator: string, ...values: string[]) => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
        },
      },
    },
    containers,
  });
  const labelled = node('n1', '10.0.0.1', { metadata: { name: 'n1', labels: { cores: '8', zone: 'a' } } });
  const tainted = node('n1', '10.0.0.1', {
    spec: { taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }] },
  });
  const cordoned = node('n1', '10.0.0.1', {
    spec: { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
  });
  const soft = node('n1', '10.0.0.1', { spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] } });
  const cases = [
    { why: 'Gt', spec: term('cores', 'Gt', '4'), at: labelled, want: null },
    {
      why: 'not Gt',
      spec: term('cores', 'Gt', '8'),
      at: labelled,
      want: 'its labels do not meet cores Gt 8',
    },
    { why: 'Lt', spec: term('cores', 'Lt', '9'), at: labelled, want: null },
    {
      why: 'Lt without the label',
      spec: term('gpus', 'Lt', '9'),
      at: labelled,
      want: 'its labels do not meet gpus Lt 9',
    },
    { why: 'In', spec: term('zone', 'In', 'a', 'b'), at: labelled, want: null },
    {
      why: 'NotIn',
      spec: term('zone', 'NotIn', 'a'),
      at: labelled,
      want: 'its labels do not meet zone NotIn a',
    },
    { why: 'a taint', spec: { containers }, at: tainted, want: 'its taint k=v:NoExecute is not tolerated' },
    {
      why: 'everything tolerated',
      spec: { containers, tolerations: [{ operator: 'Exists' }] },
      at: tainted,
      want: null,
    },
    {
      why: 'the value tolerated',
      spec: { containers, tolerations: [{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute' }] },
      at: tainted,
      want: null,
    },
    {
      why: 'another effect tolerated',
      spec: { containers, tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }] },
      at: tainted,
      want: 'its taint k=v:NoExecute is not tolerated',
    },
    { why: 'a taint that only prefers other nodes', spec: { containers }, at: soft, want: null },
    { why: 'a cordoned node', spec: { containers }, at: cordoned, want: null },
  ];
  for (const { why, spec, at, want } of cases) {
    it(`${want === null ? 'here' : 'not here'}: ${why}`, () => {
      assert.equal(objectionToNode(spec, at), want);
    });
  }
});
