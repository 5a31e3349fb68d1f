import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkFault } from '../../hooks/cli/http.ts';
import { objectionToNode } from '../../hooks/cli/placement.ts';
import { ageText } from '../../hooks/cli/text.ts';
import { parseLabelSelector } from '../../hooks/kubernetes/label-selector.ts';
import { parseTolerations } from '../../hooks/kubernetes/tolerations.ts';
import { VERSION } from '../../hooks/version.ts';
import { akrobateo, golden } from './run.ts';
import { node } from '../chain/objects.ts';
import type { Node } from '../../hooks/pools/members.ts';

const MAIN = join(import.meta.dirname, '../../hooks/cli/main.ts');
const README = readFileSync(join(MAIN, '../README.md'), 'utf8');

describe('the command line', () => {
  it('prints its version, and a completion script of yargs', async () => {
    assert.deepEqual(await akrobateo(['--version']), { code: 0, out: `${VERSION.version}\n`, err: '' });
    const { code, out } = await akrobateo(['completion']);
    assert.equal(code, 0);
    assert.match(out, /akrobateo --get-yargs-completions/);
  });

  it('has help with examples, and a chapter in the README, for every command', async () => {
    const { code, out } = await akrobateo(['--help']);
    assert.equal(code, 0);
    const commands = [...out.matchAll(/^ {2}akrobateo (\w+)/gm)].map(([, command = '']) => command);
    const names = 'render lint doctor explain ports plan report replay completion';
    assert.deepEqual(commands, names.split(' '));
    for (const command of commands) {
      assert.ok(README.includes(`\n## ${command}\n`), command);
      const help = await akrobateo([command, '--help']);
      assert.equal(help.code, 0);
      if (command !== 'completion') assert.match(help.out, /\nExamples:\n/, command);
    }
  });

  it('prints what its README shows', () => {
    for (const name of ['explain-held-by-service', 'ports', 'plan', 'render-diff', 'lint', 'replay'])
      assert.ok(
        README.includes(golden(`${name}.txt`).trimEnd()),
        `${name}.txt is what it would have to show`,
      );
  });

  const faults: [line: string, says: string][] = [
    ['', 'Name a command. See akrobateo --help.'],
    ['rendr', 'Did you mean render? See akrobateo --help.'],
    ['xyz', 'Unknown argument: xyz. See akrobateo --help.'],
    ['render', 'Missing required argument: file. See akrobateo render --help.'],
    ['render -f', 'Not enough arguments following: f. See akrobateo render --help.'],
    ['render -f a --foo', 'Unknown argument: foo. See akrobateo render --help.'],
    ['explain', 'Not enough non-option arguments: got 0, need at least 1. See akrobateo explain --help.'],
    ['explain a b', 'Unknown argument: b. See akrobateo explain --help.'],
    ['explain a -n b -n c', '--namespace is given twice; give it once.'],
    ['plan', 'Missing required argument: drain. See akrobateo plan --help.'],
    ['report', 'Not enough non-option arguments: got 0, need at least 1. See akrobateo report --help.'],
    ['report a --file b --file c', '--file is given twice; give it once. See akrobateo report --help.'],
    ['ports a', 'Unknown argument: a. See akrobateo ports --help.'],
    [
      'ports -o xml',
      'Invalid values: Argument: output, Given: "xml", Choices: "table", "yaml", "json". See akrobateo ports --help.',
    ],
  ];
  for (const [line, says] of faults) {
    it(`exits with 2 for: akrobateo ${line}`, async () => {
      const args = line.split(' ').filter((word) => word !== '');
      assert.deepEqual(await akrobateo(args), { code: 2, out: '', err: `${says}\n` });
    });
  }
});

describe('the command line as a program', () => {
  it('is not part of the hook’s', () => {
    for (const file of ['main', 'app', 'routes']) {
      const text = readFileSync(join(MAIN, `../../${file}.ts`), 'utf8');
      assert.doesNotMatch(text, /cli\/|from '(@kubernetes|yargs|yaml|diff)/);
    }
  });
});

describe('small texts', () => {
  it('prints an age as kubectl does', () => {
    const time = '2026-11-23T08:00:00Z';
    const ages = [-1, 1, 119, 120, 7199, 7200, 172_799, 172_800].map((seconds) =>
      ageText(time, Date.parse(time) + seconds * 1000),
    );
    assert.deepEqual(ages, ['0s', '1s', '119s', '2m', '119m', '2h', '47h', '2d']);
  });

  it('says why a server cannot be reached, also if several addresses were tried', () => {
    const refused = new Error('connect ECONNREFUSED 127.0.0.1:1');
    for (const error of [refused, new AggregateError([refused])])
      assert.equal(networkFault(error), refused.message);
  });
});

describe('where a proxy may run', () => {
  const cases: [selector: string, taint: string, tolerations: string, want: string | null][] = [
    ['cores>4', '', '', null],
    ['cores>8', '', '', 'its labels do not meet cores Gt 8'],
    ['cores<9', '', '', null],
    ['gpus<9', '', '', 'its labels do not meet gpus Lt 9'],
    ['zone in (a,b)', '', '', null],
    ['zone!=a', '', '', 'its labels do not meet zone NotIn a'],
    ['gpus', '', '', 'its labels do not meet gpus Exists'],
    ['', 'k:NoExecute', '', 'its taint k=v:NoExecute is not tolerated'],
    ['', 'k:NoExecute', '*', null],
    ['', 'k:NoExecute', 'k=v:NoExecute', null],
    ['', 'k:NoExecute', 'k:NoSchedule', 'its taint k=v:NoExecute is not tolerated'],
    ['', 'k:PreferNoSchedule', '', null],
    ['', 'node.kubernetes.io/unschedulable:NoSchedule', '', null],
  ];
  for (const [selector, taint, tolerations, want] of cases) {
    it(`${selector || taint} ${tolerations}: ${want ?? 'here'}`, () => {
      const required = selector === '' ? { value: [] } : parseLabelSelector(selector);
      const tolerated = parseTolerations(tolerations);
      assert.ok('value' in required && 'value' in tolerated);
      const [key = '', effect = ''] = taint.split(':');
      const taints = taint === '' ? [] : [{ key, value: 'v', effect }];
      const at = { ...node('n1', { labels: { cores: '8', zone: 'a' } }), spec: { taints } };
      assert.equal(objectionToNode(required.value, tolerated.value, at as Node), want);
    });
  }
});
