import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANIFEST, run } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { version } = MANIFEST;
const registry = { REGISTRY: 'example.org/team/', PUSH: '1' };
const platforms = 'linux/amd64,linux/arm64';
const push = `--tag=example.org/team/akrobateo:${version} --file=deploy/hook/Dockerfile --push .`;

/** Prints how it is called, except the questions before a build. */
const builder = `#!/bin/sh
case "$*" in
  'buildx version' | info) exit 0 ;;
  'manifest rm'*) exit 1 ;;
esac
echo "$(basename "$0") $*"
`;

describe('npm run images', () => {
  const bin = temporaryFolder('images');

  /** The calls of a builder, where only this one is installed. */
  function images(installed: string, more: Record<string, string> = {}) {
    for (const name of ['docker', 'podman'])
      writeFileSync(join(bin, name), name === installed ? builder : '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const path = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(':');
    const settings = Object.entries({ PATH: path, ...more }).map(([key, value]) => `${key}=${value}`);
    const { stdout, stderr } = run('env', ['-i', ...settings, 'deploy/images.sh']);
    return { calls: stdout.split('\n').slice(0, -1), stderr };
  }

  it('builds both images for this machine with docker', () => {
    assert.deepEqual(images('docker').calls, [
      `docker buildx build --tag=akrobateo:${version} --file=deploy/hook/Dockerfile --load .`,
      `docker buildx build --tag=akrobateo-proxy:${version} --file=deploy/proxy/Dockerfile --load deploy/proxy`,
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

  it('says what docker cannot do, and that there is no builder', () => {
    const several = images('docker', { PLATFORMS: platforms });
    assert.deepEqual(several.calls, []);
    assert.match(several.stderr, /set PUSH=1 and a REGISTRY, or name one platform\.$/m);
    assert.match(images('').stderr, /^The images cannot be built: neither docker .* nor podman is there\.$/m);
  });
});
