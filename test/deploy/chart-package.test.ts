import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { needs, output, ROOT, run } from './programs.ts';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

describe('npm run chart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'akrobateo-chart-'));
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('packages a chart that installs as it is, with the images of that registry', function () {
    needs(this, 'helm');
    const path = [process.env['KUBEBUILDER_ASSETS'], process.env['PATH']].join(delimiter);
    Object.assign(process.env, { PATH: path, REGISTRY: 'example.org/team/', OUT: folder });
    output('deploy/chart.sh', []);
    assert.deepEqual(readdirSync(folder), [`akrobateo-${version}.tgz`]);
    const packed = join(folder, `akrobateo-${version}.tgz`);
    const { image, config } = parse(output('helm', ['show', 'values', packed])) as {
      image: { repository: string };
      config: { proxyImage: string };
    };
    assert.equal(image.repository, 'example.org/team/akrobateo');
    assert.equal(config.proxyImage, `example.org/team/akrobateo-proxy:${version}`);
    const rendered = output('helm', ['template', 'akrobateo', packed, '--kube-version=1.30.0']);
    assert.match(rendered, /^kind: CustomResourceDefinition$/m);
  });

  it('does not push to nowhere', () => {
    Object.assign(process.env, { PUSH: '1' });
    const { status, stderr } = run('deploy/chart.sh', []);
    assert.equal(status, 1);
    assert.equal(stderr, 'There is nowhere to push the chart to: set REGISTRY.\n');
  });
});
