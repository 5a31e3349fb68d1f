import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { copyCheckout, MANIFEST, output, read, run } from './checkout.ts';
import { expectedContents, IN_THE_REPOSITORY } from './contents.ts';

/** What npm says where the registry cannot be reached, or there is none. */
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|ENETUNREACH)\b/;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Installs the tarball into a new folder; undefined where there is no registry to take the dependencies from. */
function install(tarball: string): string | undefined {
  const folder = join(dirname(dirname(tarball)), 'installed');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball];
  const { status, stdout, stderr } = run(folder, 'npm', ...args);
  if (status === 0) return folder;
  if (UNREACHABLE.test(stderr)) return undefined;
  throw new Error(`the package cannot be installed: ${stderr}${stdout}`);
}

describe('the package', function () {
  this.timeout(180_000);
  let packed: Packed = { filename: '', files: [] };
  let checkout: ReturnType<typeof copyCheckout> | undefined;
  let folder: string | undefined;
  let hook: ChildProcess | undefined;
  before(() => {
    checkout = copyCheckout();
    // As `npm pack` does before it packs; with its own output it would not be JSON.
    output(checkout.folder, 'npm', 'run', '--silent', 'prepack');
    const said = output(checkout.folder, 'npm', 'pack', '--json', '--ignore-scripts');
    const report = JSON.parse(said) as Packed[] | Record<string, Packed>;
    [packed = packed] = Array.isArray(report) ? report : Object.values(report);
    folder = install(join(checkout.folder, packed.filename));
  });
  after(() => {
    hook?.kill();
    checkout?.remove();
  });

  const paths = () => packed.files.map(({ path }) => path).sort();
  const installed = (context: Mocha.Context): string => {
    if (folder !== undefined) return folder;
    console.warn('Left out: the package could not be installed, because no registry can be reached.');
    return context.skip();
  };

  it('may be published, and everybody may run what is in it', () => {
    assert.equal(MANIFEST.private, undefined);
    assert.deepEqual(Object.keys(MANIFEST.bin), ['akrobateo', 'kubectl-akrobateo']);
  });

  it('has what is needed, and nothing else', () => {
    assert.deepEqual(paths(), expectedContents());
  });

  it('has no sources, no tests, no maps to them, and nothing hidden', () => {
    const unwanted = /\.ts$|\.map$|\.test\.|(^|\/)\.|^(test|hooks|node_modules|coverage)\//;
    assert.deepEqual(
      paths().filter((path) => unwanted.test(path)),
      [],
    );
  });

  // A link would be shorter, but npm leaves links out.
  for (const file of ['load-balancer-pool-crd.yaml', 'service-exposure-crd.yaml']) {
    it(`has a chart that installs the ${file} of the kustomization`, () => {
      const [want, is] = ['metacontroller/base', 'deploy/chart/files'].map((folder) =>
        read(`${folder}/${file}`),
      );
      assert.ok(want === is, `cp metacontroller/base/${file} deploy/chart/files/`);
    });
  }

  it('has every program, and every file that its README links to', () => {
    for (const program of Object.values(MANIFEST.bin)) assert.ok(paths().includes(program), program);
    const links = [...read('README.md').matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(([, link = '']) =>
      normalize(link).replace(/\/$/, ''),
    );
    assert.ok(links.length > 0);
    for (const link of links.filter((each) => !IN_THE_REPOSITORY.test(each)))
      assert.ok(
        paths().some((path) => path === link || path.startsWith(`${link}/`)),
        link,
      );
  });

  it('has its command line, by either name', function () {
    const cwd = installed(this);
    for (const program of Object.keys(MANIFEST.bin))
      assert.equal(output(cwd, 'npx', '--no', program, '--', '--version'), `${MANIFEST.version}\n`);
    assert.match(output(cwd, 'npx', '--no', 'akrobateo', '--', 'render', '--help'), /^akrobateo render/);
  });

  it('has the hook, which tells name and version', async function () {
    const program = join(installed(this), 'node_modules', MANIFEST.name, 'dist/main.js');
    const env = { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0' };
    hook = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(hook.stdout);
    const [line] = (await once(createInterface(hook.stdout), 'line')) as [string];
    const { port } = JSON.parse(line) as { port: number };
    const answer = (await (await fetch(`http://127.0.0.1:${port}/version`)).json()) as object;
    assert.deepEqual(answer, { name: MANIFEST.name, version: MANIFEST.version });
  });
});
