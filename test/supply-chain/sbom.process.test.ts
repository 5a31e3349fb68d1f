import assert from 'node:assert/strict';
import { output } from '../checkout.ts';
import { productionDependencies } from './licences.ts';

describe('the bill of materials', () => {
  it('has every production dependency, and no other', () => {
    const text = output('npm', ['run', '--silent', 'release', '--', 'sbom']);
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
