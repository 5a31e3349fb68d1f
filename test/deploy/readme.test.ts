import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parse } from 'yaml';
import { needs } from '../assets.ts';
import { read, ROOT } from '../checkout.ts';
import { environmentOf, kustomize, podOf } from './render.ts';

const readme = read('deploy/README.md');
const [, certificate = ''] = /```yaml\n([^]*?)```/.exec(readme) ?? [];

describe('deploy/README', () => {
  it('has a folder that names both images', function () {
    needs(this, 'kubectl');
    const objects = kustomize(join(ROOT, 'deploy/registry'));
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
