import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MANIFEST, output } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';

interface Plugin {
  metadata: { name: string };
  spec: { version: string; platforms: [{ uri: string; sha256: string; bin: string }] };
}

describe('the kubectl plugin for krew', () => {
  const folder = temporaryFolder('krew');

  it('has a manifest of its archive, whose program runs through the link that krew makes', () => {
    output('env', [`OUT=${folder}`, 'GITHUB_REPOSITORY=example/akrobateo', 'deploy/krew.sh']);
    const { metadata, spec } = parse(readFileSync(join(folder, 'akrobateo.yaml'), 'utf8')) as Plugin;
    const [{ uri, sha256, bin }] = spec.platforms;
    assert.deepEqual([metadata.name, spec.version], ['akrobateo', `v${MANIFEST.version}`]);
    const name = uri.replace(`https://github.com/example/akrobateo/releases/download/${spec.version}/`, '');
    const archive = join(folder, name);
    assert.equal(createHash('sha256').update(readFileSync(archive)).digest('hex'), sha256);
    output('tar', ['-xzf', archive, '-C', folder]);
    symlinkSync(join(folder, bin), join(folder, 'kubectl-akrobateo'));
    assert.equal(output(join(folder, 'kubectl-akrobateo'), ['--version']), `${MANIFEST.version}\n`);
  });
});
