import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../assets.ts';
import { output, read } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { chart, kustomize, titleOf } from './render.ts';

const pool = ['metacontroller/pools'];
const dedicated = ['deploy/metacontroller'];

/** Folders that install the same objects as the chart with these values set to true. */
const variants: [folders: string[], values: string[]][] = [
  [['deploy', 'metacontroller', ...pool], []],
  [['deploy', 'metacontroller', ...pool, ...dedicated], ['metacontroller']],
  [
    ['deploy/secure', 'metacontroller/secure', ...pool],
    ['tls', 'token'],
  ],
  [
    ['deploy/secure', 'metacontroller/secure', ...pool, ...dedicated, 'deploy/metacontroller/secrets'],
    ['tls', 'token', 'metacontroller'],
  ],
];

describe('the plain manifests', () => {
  const folder = temporaryFolder('manifests');
  before(function () {
    needs(this, 'kubectl', 'helm');
  });

  it('are what the chart renders', () => {
    output('env', [`OUT=${folder}`, 'deploy/manifests.sh']);
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = all.filter((file) => file.endsWith('.yaml'));
    const different = files.filter((file) => readFileSync(join(folder, file), 'utf8') !== read(file));
    assert.deepEqual(different, [], 'change the templates in deploy/chart, then run npm run manifests');
    assert.equal(files.length, 28);
  });

  for (const [folders, values] of variants)
    it(`are all listed in the kustomizations: ${folders.join(' ')}`, () => {
      const enabled = Object.fromEntries(values.map((name) => [name, { enabled: true }]));
      const installed = chart({ ...enabled, namespace: { create: true } });
      assert.deepEqual(
        kustomize(...folders)
          .map(titleOf)
          .sort(),
        installed.map(titleOf).sort(),
      );
    });
});
