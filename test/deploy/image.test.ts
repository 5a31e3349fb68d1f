import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../framework/processes/eventually.ts';
import { freePort } from '../framework/processes/free-port.ts';
import { get } from '../framework/processes/http.ts';
import { build } from './dockerfile.ts';
import type { Image } from './dockerfile.ts';
import { ROOT } from './programs.ts';

/** Only root may start a program as somebody else. */
const isRoot = process.getuid?.() === 0;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** Starts the image's command as its user, in its folder, with nothing else in the environment. */
function start({ root, workdir, env, user, command }: Image, more: Record<string, string>): ChildProcess {
  const [uid, gid] = user.split(':').map(Number);
  const identity = isRoot && uid !== undefined && gid !== undefined ? { uid, gid } : {};
  const options = { cwd: join(root, workdir), env: { ...env, ...more }, ...identity };
  return spawn(process.execPath, command, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
}

describe('the image of the hook, by the steps of its Dockerfile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'akrobateo-image-'));
  let image: Image;
  let app = '';
  before(() => {
    // The user of the image has to get in, though not to write.
    chmodSync(folder, 0o755);
    image = build('deploy/hook/Dockerfile', folder);
    app = join(image.root, image.workdir);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs as the user that the Deployment says', () => {
    const deployment = readFileSync(join(ROOT, 'deploy/base/deployment.yaml'), 'utf8');
    const [, uid] = /runAsUser: (\d+)/.exec(deployment) ?? [];
    const [, gid] = /runAsGroup: (\d+)/.exec(deployment) ?? [];
    assert.equal(image.user, `${uid ?? ''}:${gid ?? ''}`);
  });

  it('holds what is needed at run time and nothing else', () => {
    assert.deepEqual(readdirSync(app).sort(), ['dist', 'node_modules', 'package.json']);
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as {
      dependencies: object;
      devDependencies: object;
    };
    const there = (name: string) => existsSync(join(app, 'node_modules', name, 'package.json'));
    assert.deepEqual(Object.keys(dependencies).filter(there), Object.keys(dependencies));
    assert.deepEqual(Object.keys(devDependencies).filter(there), []);
  });

  it('is the same for every platform', () => {
    const compiled = filesOf(app).filter((file) => /\.(node|so|wasm)$/.test(file));
    assert.deepEqual(compiled, []);
  });

  it('starts as another user from a folder that it cannot write, answers, and stops when it is told to', async () => {
    const before = filesOf(image.root);
    const [port, metrics] = [await freePort(), await freePort()];
    const hook = start(image, {
      HOST: '127.0.0.1',
      PORT: `${port}`,
      METRICS_PORT: `${metrics}`,
      LOG_LEVEL: 'error',
    });
    try {
      await eventually(() => get(`http://127.0.0.1:${port}/readyz`), { what: 'the hook was not ready' });
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
      const told = await get(`http://127.0.0.1:${port}/version`);
      assert.ok(told.includes(version), told);
    } finally {
      hook.kill('SIGTERM');
    }
    const [code] = (await once(hook, 'exit')) as [number | null];
    assert.equal(code, 0);
    assert.deepEqual(filesOf(image.root), before, 'it has written into its image');
  });

  it('is pinned, and so is what it is built with', () => {
    const text = readFileSync(join(ROOT, 'deploy/hook/Dockerfile'), 'utf8');
    const bases = [...text.matchAll(/^FROM .*$/gm)].map(([line]) => line);
    assert.equal(bases.length, 2);
    for (const base of bases) assert.match(base, /[\w/]+:[\w.-]+@sha256:[0-9a-f]{64}/);
  });
});
