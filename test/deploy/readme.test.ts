import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { needs, ROOT } from './programs.ts';
import { environmentOf, kustomize, podOf } from './render.ts';

const readme = readFileSync(join(ROOT, 'deploy/README.md'), 'utf8');
const [overlay = '', certificate = ''] = [...readme.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text);

describe('deploy/README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'akrobateo-overlay-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows an overlay that names both images', function () {
    needs(this, 'kubectl');
    cpSync(join(ROOT, 'deploy/base'), join(folder, 'deploy/base'), { recursive: true });
    cpSync(join(ROOT, 'deploy/kustomization.yaml'), join(folder, 'deploy/kustomization.yaml'));
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine/kustomization.yaml'), overlay);
    const objects = kustomize(join(folder, 'mine'));
    const { image } = podOf(objects, 'akrobateo').container;
    const { PROXY_IMAGE, ...others } = environmentOf(objects);
    const [, registry, version] = /^(.*)\/akrobateo:(.*)$/.exec(image ?? '') ?? [];
    assert.equal(registry, 'registry.example.org/team');
    assert.equal(PROXY_IMAGE, `${registry}/akrobateo-proxy:${version ?? ''}`);
    assert.deepEqual(Object.keys(others), ['SHUTDOWN_DELAY_SECONDS', 'NODE_OPTIONS']);
  });

  it('shows a Certificate of the name that Metacontroller calls', () => {
    const { metadata, spec } = parse(certificate) as {
      metadata: { namespace: string };
      spec: { secretName: string; dnsNames: string[] };
    };
    assert.deepEqual(spec.dnsNames, [`akrobateo.${metadata.namespace}`]);
    assert.equal(spec.secretName, 'akrobateo-tls');
  });

  it('names folders that can be applied', () => {
    const folders = [...readme.matchAll(/`((?:deploy|metacontroller)(?:\/[a-z]+)*)`/g)].map(
      ([, name = '']) => name,
    );
    const images = ['deploy/chart', 'deploy/hook', 'deploy/proxy'];
    const missing = folders.filter((name) => !existsSync(join(ROOT, name, 'kustomization.yaml')));
    assert.deepEqual([...new Set(missing)].sort(), images);
  });
});
