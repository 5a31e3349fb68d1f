import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANIFEST, run } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { version } = MANIFEST;
const registry = { REGISTRY: 'example.org/team/', PUSH: '1' };
const platforms = 'linux/amd64,linux/arm64';
const [HOOK, PROXY] = ['', '-proxy'].map((name) => `docker.io/library/akrobateo${name}:${version}`);
const push = `--tag=example.org/team/akrobateo:${version} --file=deploy/hook/Dockerfile --push .`;

/** Prints how it is called, except the questions before a build. */
const builder = `#!/bin/sh
case "$*" in
  'buildx version' | info) exit 0 ;;
  'config current-context') echo "$CONTEXT"; exit ;;
  'manifest rm'*) exit 1 ;;
esac
echo "$(basename "$0") $*"
`;

describe('npm run images', () => {
  const bin = temporaryFolder('images');

  /** The calls of a builder, where only this one is installed. */
  function images(installed: string, more: Record<string, string> = {}) {
    for (const name of ['docker', 'podman', 'kubectl']) {
      const isThere = name === installed || name === 'kubectl';
      writeFileSync(join(bin, name), isThere ? builder : '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    }
    const path = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(':');
    const settings = Object.entries({ PATH: path, ...more }).map(([key, value]) => `${key}=${value}`);
    const { stdout, stderr } = run('env', ['-i', ...settings, 'deploy/images.sh']);
    return { calls: stdout.split('\n').slice(0, -1), stderr };
  }

  it('builds both images for this machine with docker', () => {
    assert.deepEqual(images('docker').calls.slice(0, 2), [
      `docker buildx build --tag=${HOOK} --file=deploy/hook/Dockerfile --load .`,
      `docker buildx build --tag=${PROXY} --file=deploy/proxy/Dockerfile --load deploy/proxy`,
    ]);
  });

  it('pushes them for several platforms', () => {
    const [hook] = images('docker', { ...registry, PLATFORMS: platforms }).calls;
    assert.equal(hook, `docker buildx build --platform=${platforms} ${push}`);
  });

  it('attaches provenance and a bill of materials', () => {
    const [hook] = images('docker', { ...registry, ATTEST: '1' }).calls;
    assert.equal(hook, `docker buildx build --provenance=mode=max --sbom=true ${push}`);
  });

  it('builds and pushes with podman', () => {
    const image = `example.org/team/akrobateo-proxy:${version}`;
    const { calls } = images('podman', { ...registry, PLATFORMS: 'linux/arm64' });
    assert.deepEqual(calls.slice(2), [
      `podman build --platform=linux/arm64 --manifest=${image} --file=deploy/proxy/Dockerfile deploy/proxy`,
      `podman manifest push --all ${image} docker://${image}`,
    ]);
  });

  it('ends with the command that loads both into the cluster of the current context', () => {
    const both = `${HOOK} ${PROXY}`;
    const save = `podman save --multi-image-archive ${both}`;
    for (const [installed, CONTEXT, command] of [
      ['docker', 'kind-edge', `kind load docker-image ${both} --name edge`],
      ['docker', 'k3d-edge', `k3d image import ${both} --cluster edge`],
      ['docker', 'minikube', `minikube image load ${both}`],
      ['docker', 'default', `docker save ${both} | sudo k3s ctr images import -`],
      [
        'podman',
        'kind-edge',
        `${save} --output akrobateo-images.tar && kind load image-archive akrobateo-images.tar --name edge`,
      ],
      ['podman', 'default', `${save} | sudo k3s ctr images import -`],
    ] as const)
      assert.equal(images(installed, { CONTEXT }).calls.at(-1), command);
    assert.equal(images('docker', registry).calls.length, 2);
  });

  it('says what docker cannot do, and that there is no builder', () => {
    const several = images('docker', { PLATFORMS: platforms });
    assert.deepEqual(several.calls, []);
    assert.match(several.stderr, /set PUSH=1 and a REGISTRY, or name one platform\.$/m);
    assert.match(images('').stderr, /^The images cannot be built: neither docker .* nor podman is there\.$/m);
  });
});
