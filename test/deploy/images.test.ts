import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './programs.ts';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

/** Writes down how it is called; what it is asked before a build it affirms, except that no manifest is there. */
const recorder = `#!/bin/sh
case "$*" in
  'buildx version' | info) exit 0 ;;
  'manifest rm'*) exit 1 ;;
esac
echo "$(basename "$0") $*" >>"$CALLS"
`;

describe('npm run images', () => {
  const folder = mkdtempSync(join(tmpdir(), 'akrobateo-images-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The builders' calls, when only these are there; or what was said instead. */
  function images(
    builders: readonly string[],
    env: Record<string, string> = {},
  ): { calls: string[]; said: string } {
    const bin = mkdtempSync(join(folder, 'bin-'));
    const log = join(bin, 'calls');
    writeFileSync(log, '');
    for (const builder of builders) writeFileSync(join(bin, builder), recorder, { mode: 0o755 });
    // Those that are not to be there are there as programs that fail: PATH has to lead to the shell's own.
    for (const builder of ['docker', 'podman'].filter((name) => !builders.includes(name)))
      writeFileSync(join(bin, builder), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const path = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(':');
    const { stderr } = spawnSync(join(ROOT, 'deploy/images.sh'), {
      env: { PATH: path, CALLS: log, ...env },
      encoding: 'utf8',
    });
    return { calls: readFileSync(log, 'utf8').trim().split('\n'), said: stderr };
  }

  it('builds both for this machine with docker', () => {
    assert.deepEqual(images(['docker', 'podman']).calls, [
      `docker buildx build --tag=akrobateo:${version} --file=deploy/hook/Dockerfile --load .`,
      `docker buildx build --tag=akrobateo-proxy:${version} --file=deploy/proxy/Dockerfile --load deploy/proxy`,
    ]);
  });

  it('pushes them for several platforms', () => {
    const env = { REGISTRY: 'example.org/team/', PLATFORMS: 'linux/amd64,linux/arm64', PUSH: '1' };
    const [hook] = images(['docker'], env).calls;
    const tag = `--tag=example.org/team/akrobateo:${version}`;
    const want = `docker buildx build --platform=linux/amd64,linux/arm64 ${tag} --file=deploy/hook/Dockerfile --push .`;
    assert.equal(hook, want);
  });

  it('has docker tell where they come from and what is in them', () => {
    const [hook] = images(['docker'], { REGISTRY: 'example.org', ATTEST: '1', PUSH: '1' }).calls;
    assert.match(
      hook ?? '',
      / --provenance=mode=max --sbom=true --tag=example\.org\/akrobateo:\S+ .* --push \.$/,
    );
  });

  it('does so with podman where there is no docker', () => {
    const image = `example.org/akrobateo-proxy:${version}`;
    const { calls } = images(['podman'], { REGISTRY: 'example.org', PLATFORMS: 'linux/arm64', PUSH: '1' });
    assert.deepEqual(calls.slice(2), [
      `podman build --platform=linux/arm64 --manifest=${image} --file=deploy/proxy/Dockerfile deploy/proxy`,
      `podman manifest push --all ${image} docker://${image}`,
    ]);
  });

  it('says what docker cannot do', () => {
    const { calls, said } = images(['docker'], { PLATFORMS: 'linux/amd64,linux/arm64' });
    assert.deepEqual(calls, ['']);
    assert.match(
      said,
      /^docker keeps no image of several platforms: set PUSH=1 and a REGISTRY, or name one platform\.$/m,
    );
  });

  it('says that there is no builder', () => {
    const { calls, said } = images([]);
    assert.deepEqual(calls, ['']);
    assert.match(said, /^The images cannot be built: neither docker .* nor podman is there\.$/m);
  });
});
