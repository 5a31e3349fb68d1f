import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { needs } from '../assets.ts';
import { read, ROOT } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { environmentOf, kustomize, podOf } from './render.ts';

const readme = read('deploy/README.md');
const [overlay = '', certificate = ''] = [...readme.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text);

describe('deploy/README', () => {
  const folder = temporaryFolder('overlay');

  it('has an overlay that names both images', function () {
    needs(this, 'kubectl');
    for (const name of ['base', 'kustomization.yaml'])
      cpSync(join(ROOT, 'deploy', name), join(folder, 'deploy', name), { recursive: true });
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine/kustomization.yaml'), overlay);
    const objects = kustomize(join(folder, 'mine'));
    const { image = '' } = podOf(objects, 'akrobateo').container;
    assert.match(image, /^registry\.example\.org\/team\/akrobateo:/);
    const { PROXY_IMAGE, ...others } = environmentOf(objects);
    assert.equal(PROXY_IMAGE, image.replace('akrobateo:', 'akrobateo-proxy:'));
    assert.deepEqual(Object.keys(others), ['SHUTDOWN_DELAY_SECONDS', 'NODE_OPTIONS']);
  });

  it('has a Certificate of the name that Metacontroller calls', () => {
    const { metadata, spec } = parse(certificate) as {
      metadata: { namespace: string };
      spec: { secretName: string; dnsNames: string[] };
    };
    assert.deepEqual(spec.dnsNames, [`akrobateo.${metadata.namespace}`]);
    assert.equal(spec.secretName, 'akrobateo-tls');
  });
});
