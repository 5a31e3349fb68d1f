import assert from 'node:assert/strict';
import { MANIFEST, read } from '../checkout.ts';
import { notesOf } from './notes.ts';
import { versionedFiles, withVersion } from './version-places.ts';

describe('the version', () => {
  const { version } = MANIFEST;

  it('is the same wherever it is written', () => {
    const wrong = versionedFiles().filter((file) => withVersion(file, read(file), version) !== read(file));
    assert.deepEqual(wrong, [], `npm run release -- version ${version} changes them`);
  });

  it('is that of the lock', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      version: string;
      packages: Record<string, { version: string }>;
    };
    assert.deepEqual([lock.version, lock.packages['']?.version], [version, version]);
  });

  it('has notes in CHANGELOG.md, under its own heading or as what is not released yet', () => {
    const changelog = read('CHANGELOG.md');
    if (!/^## Unreleased$/m.test(changelog)) notesOf(changelog, version);
  });
});

describe('npm run release -- version', () => {
  it('changes no other version', () => {
    for (const text of ['metacontroller:4.17.2 version: 0.1.0', 'apiVersion: 0.1.0'])
      assert.equal(withVersion('deploy/chart/values.yaml', text, '1.2.3'), text);
  });

  it('finds it in each of the manifests that name it', () => {
    for (const file of [
      'registry/kustomization.yaml',
      'base/deployment.yaml',
      'secure/deployment.yaml',
      'chart/Chart.yaml',
      'chart/values.yaml',
    ])
      assert.ok(withVersion(file, read(`deploy/${file}`), '1.2.3').includes('1.2.3'), file);
  });
});

describe('npm run release -- notes', () => {
  const changelog =
    '# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-11-23\n\n### Added\n\n- A.\n\n## 1.2.30\n';
  it('are the section of the version', () => {
    assert.equal(notesOf(changelog, '1.2.3'), '### Added\n\n- A.');
  });
  it('are missed', () => {
    assert.throws(() => notesOf(changelog, '1.2'), /has no heading "## 1\.2"/);
    assert.throws(() => notesOf(changelog, '1.2.30'), /says nothing about 1\.2\.30\./);
  });
});
