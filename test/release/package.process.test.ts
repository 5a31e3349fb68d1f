import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { filesIn, MANIFEST, output, read, ROOT, run } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** What npm says where the registry cannot be reached, or there is none. */
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|ENETUNREACH)\b/;

/** What README.md may link to although only a checkout has it: npm's site looks for it in the repository. */
const IN_THE_REPOSITORY = /^(CONTRIBUTING\.md|(test|hooks|deploy\/hook|deploy\/proxy)\b)/;

/** What is made of the checkout, and not part of it. */
const MADE = ['.git', 'node_modules', 'dist', 'coverage'];

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Copies the checkout into a folder, because others run what is built in the checkout itself, and packs the copy. */
function pack(cwd: string): Packed {
  const filter = (source: string) => !MADE.includes(relative(ROOT, source));
  cpSync(ROOT, cwd, { recursive: true, verbatimSymlinks: true, filter });
  symlinkSync(join(ROOT, 'node_modules'), join(cwd, 'node_modules'));
  // As `npm pack` does before it packs; with its own output it would not be JSON.
  output('npm', ['run', '--silent', 'prepack'], { cwd });
  const said = output('npm', ['pack', '--json', '--ignore-scripts'], { cwd });
  const [packed] = Object.values(JSON.parse(said) as Record<string, Packed>);
  return packed ?? assert.fail(said);
}

/** Installs the tarball into a new folder; undefined where there is no registry to take the dependencies from. */
function install(folder: string, tarball: string): string | undefined {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball];
  const { status, stdout, stderr } = run('npm', args, { cwd: folder });
  if (status === 0) return folder;
  if (UNREACHABLE.test(stderr)) return undefined;
  throw new Error(`the package cannot be installed: ${stderr}${stdout}`);
}

describe('the package', function () {
  this.timeout(180_000);
  const temporary = temporaryFolder('release');
  let paths: string[] = [];
  let folder: string | undefined;
  let hook: ChildProcess | undefined;
  before(() => {
    const copy = join(temporary, 'checkout');
    const { filename, files } = pack(copy);
    paths = files.map(({ path }) => path);
    folder = install(join(temporary, 'installed'), join(copy, filename));
  });
  after(() => {
    hook?.kill();
  });

  const installed = (context: Mocha.Context): string => {
    if (folder !== undefined) return folder;
    console.warn('Left out: the package could not be installed, because no registry can be reached.');
    return context.skip();
  };

  it('has what is built, documents and manifests, and no tests', () => {
    const sources = filesIn('hooks').filter((file) => file.endsWith('.ts'));
    const built = sources.map((file) => file.replace(/^hooks\//, 'dist/').replace(/\.ts$/, '.js'));
    const folders = ['docs', 'metacontroller', 'deploy/base', 'deploy/chart', 'deploy/secure'];
    const taken = folders.flatMap(filesIn).filter((file) => !file.includes('/.'));
    const missing = [...built, ...taken, 'LICENSE'].filter((file) => !paths.includes(file));
    assert.deepEqual(missing, []);
    const own = paths.filter((path) => path.startsWith('dist/'));
    assert.deepEqual(own.sort(), built.sort());
    assert.deepEqual(
      paths.filter((path) => /^(hooks|test|deploy\/(hook|proxy))\/|\.test\.|(^|\/)\./.test(path)),
      [],
    );
  });

  it('has every program, and every file that its README links to', () => {
    const links = [...read('README.md').matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(([, link = '']) =>
      normalize(link).replace(/\/$/, ''),
    );
    assert.ok(links.length > 0);
    const wanted = [...Object.values(MANIFEST.bin), ...links.filter((each) => !IN_THE_REPOSITORY.test(each))];
    for (const file of wanted)
      assert.ok(
        paths.some((path) => path === file || path.startsWith(`${file}/`)),
        file,
      );
  });

  it('has its command line, by either name', function () {
    const cwd = installed(this);
    for (const program of ['akrobateo', 'kubectl-akrobateo'])
      assert.equal(output('npx', ['--no', program, '--', '--version'], { cwd }), `${MANIFEST.version}\n`);
    const help = output('npx', ['--no', 'akrobateo', '--', 'render', '--help'], { cwd });
    assert.match(help, /^akrobateo render/);
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
