import assert from 'node:assert/strict';
import { execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../framework/processes/eventually.ts';
import { freePort } from '../framework/processes/free-port.ts';
import { get } from '../framework/processes/http.ts';
import { MANIFEST, read, ROOT } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const dockerfile = read('deploy/hook/Dockerfile');
const [, first = '', last = ''] = dockerfile.split(/^FROM .*$/m);
const [, uid = '', gid = ''] = /^USER (\d+):(\d+)$/m.exec(last) ?? [];

/** Runs the COPY and RUN lines of the first stage in a folder, and leaves there what the last stage copies. */
function build(app: string): void {
  const context = read('.dockerignore').split('\n');
  for (const [, name, rest = ''] of first.matchAll(/^(COPY|RUN) (.*)$/gm)) {
    if (name === 'RUN') execSync(rest, { cwd: app, timeout: 180_000, stdio: 'pipe' });
    else
      for (const source of rest.split(' ').slice(0, -1)) {
        assert.ok(context.includes(`!${source}`), `.dockerignore excludes ${source}`);
        cpSync(join(ROOT, source), join(app, source), { recursive: true });
      }
  }
  const copied = [...last.matchAll(/^COPY --from=build \/app\/(\S+) /gm)].map(([, source]) => source);
  for (const file of readdirSync(app).filter((name) => !copied.includes(name)))
    rmSync(join(app, file), { recursive: true });
}

describe('the image of the hook, built by the steps of its Dockerfile', () => {
  const folder = temporaryFolder('image');
  const app = join(folder, 'app');
  const filesOf = () => readdirSync(app, { recursive: true, encoding: 'utf8' }).sort();
  before(() => {
    // The user of the image may read it, but not write.
    chmodSync(folder, 0o755);
    mkdirSync(app);
    build(app);
  });

  it('has the user of the Deployment', () => {
    const [user, group] = ['runAsUser', 'runAsGroup'].map(
      (field) => new RegExp(`${field}: (\\d+)`).exec(read('deploy/base/deployment.yaml'))?.[1],
    );
    assert.deepEqual([uid, gid], [user, group]);
  });

  it('contains what is needed at run time and nothing else', () => {
    assert.deepEqual(readdirSync(app).sort(), ['dist', 'node_modules', 'package.json']);
    const isInstalled = (name: string) => existsSync(join(app, 'node_modules', name, 'package.json'));
    assert.ok(Object.keys(MANIFEST.dependencies).every(isInstalled));
    assert.ok(!Object.keys(MANIFEST.devDependencies).some(isInstalled));
  });

  it('is the same for every platform', () => {
    assert.ok(!filesOf().some((file) => /\.(node|so|wasm)$/.test(file)));
  });

  it('runs as another user from a read-only folder, and stops on SIGTERM', async () => {
    const before = filesOf();
    const [port, metrics] = [await freePort(), await freePort()];
    const [, command = ''] = /^CMD (.*)$/m.exec(last) ?? [];
    // Only root may start a program as another user.
    const identity = process.getuid?.() === 0 ? { uid: Number(uid), gid: Number(gid) } : {};
    const env = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: `${port}`, METRICS_PORT: `${metrics}` };
    const args = JSON.parse(command) as string[];
    const hook = spawn(process.execPath, args, { cwd: app, env, stdio: 'ignore', ...identity });
    try {
      await eventually(() => get(`http://127.0.0.1:${port}/readyz`), { what: 'the hook was not ready' });
      assert.ok((await get(`http://127.0.0.1:${port}/version`)).includes(MANIFEST.version));
    } finally {
      hook.kill('SIGTERM');
    }
    assert.deepEqual(await once(hook, 'exit'), [0, null]);
    assert.deepEqual(filesOf(), before, 'the hook has written into its image');
  });

  it('is built from pinned images', () => {
    const bases = dockerfile.match(/^FROM .*$/gm) ?? [];
    assert.equal(bases.length, 2);
    for (const base of bases) assert.match(base, /[\w/]+:[\w.-]+@sha256:[0-9a-f]{64}/);
  });
});
