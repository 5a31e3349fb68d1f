import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { productionDependencies } from './licences.ts';

describe('the bill of materials', () => {
  it('has every production dependency, and no other', () => {
    const cwd = join(import.meta.dirname, '../..');
    const text = execFileSync('npm', ['run', '--silent', 'release', '--', 'sbom'], { cwd, encoding: 'utf8' });
    const { bomFormat, metadata, components } = JSON.parse(text) as {
      bomFormat: string;
      metadata: { component: { name: string } };
      components: { purl: string }[];
    };
    assert.deepEqual([bomFormat, metadata.component.name], ['CycloneDX', 'akrobateo-metacontroller']);
    const want = productionDependencies().map(
      ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`,
    );
    assert.deepEqual([...new Set(components.map(({ purl }) => purl))].sort(), [...new Set(want)].sort());
  });
});
