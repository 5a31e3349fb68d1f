import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import ts from 'typescript';

import { repository } from '../../framework/processes/paths.ts';
import { locatePrograms } from '../../framework/processes/programs.ts';

/** What a sandbox runs: nothing. */
export const pauseImage = 'docker.io/library/akrobateo-pause:test';

/** As in the configuration of an OCI image. */
interface ImageConfig {
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly WorkingDir?: string;
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64' };

function digest(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Writes an image of one layer, the content of `root`, as `docker save` does; the file is next to `root`. */
function writeArchive(root: string, name: string, config: ImageConfig): string {
  const stem = `${root}-${digest(name).slice(0, 8)}`;
  mkdirSync(stem);
  const layer = join(stem, 'layer.tar');
  execFileSync('tar', ['-C', root, '--numeric-owner', '--owner=0', '--group=0', '-cf', layer, '.']);
  const diff = digest(readFileSync(layer));
  renameSync(layer, join(stem, `${diff}.tar`));
  const image = JSON.stringify({
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${diff}`] },
  });
  const manifest = [{ Config: `${digest(image)}.json`, RepoTags: [name], Layers: [`${diff}.tar`] }];
  writeFileSync(join(stem, `${digest(image)}.json`), image);
  writeFileSync(join(stem, 'manifest.json'), JSON.stringify(manifest));
  execFileSync('tar', ['-C', stem, '-cf', `${stem}.tar`, '.']);
  return `${stem}.tar`;
}

/** Copies a program to `place`, with the libraries that it loads. */
function copyProgram(root: string, file: string, place = file): void {
  // Of a program that loads none, ldd only says so, and fails.
  const { stdout } = spawnSync('ldd', [file], { encoding: 'utf8' });
  const libraries = (stdout.match(/\/\S+/g) ?? []).map((library) => [library, library] as const);
  for (const [from, to] of [[file, place] as const, ...libraries]) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(from, join(root, to));
  }
}

/** Node, and the program of the backends. */
function backendRoot(folder: string): string {
  const root = join(folder, 'backend');
  copyProgram(root, process.execPath);
  const source = readFileSync(join(repository, 'test/framework/network/serve.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  writeFileSync(join(root, 'serve.mjs'), outputText);
  return root;
}

/** Node, and what deploy/hook/Dockerfile copies: the hook as built, with the packages that it needs. */
function hookRoot(folder: string): string {
  const root = join(folder, 'hook');
  copyProgram(root, process.execPath);
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: repository, encoding: 'utf8' });
  npm('run', '--silent', 'build');
  cpSync(join(repository, 'dist'), join(root, 'app/dist'), { recursive: true });
  rmSync(join(root, 'app/dist/cli'), { recursive: true });
  copyFileSync(join(repository, 'package.json'), join(root, 'app/package.json'));
  const list = npm('ls', '--all', '--parseable', '--omit=dev', '--omit=optional');
  for (const found of list.trim().split('\n').slice(1)) {
    const place = found.slice(found.indexOf('/node_modules/'));
    cpSync(found, join(root, 'app', place), { recursive: true });
  }
  return root;
}

/** The program, where the image of a release has it. */
function metacontrollerRoot(folder: string): string {
  const root = join(folder, 'metacontroller');
  copyProgram(root, locatePrograms().metacontroller, '/usr/bin/metacontroller');
  return root;
}

/** The proxy image's content, made by the very steps of its Dockerfile. */
function proxyRoot(folder: string): string {
  const root = join(folder, 'proxy');
  execFileSync('sh', [join(repository, 'deploy/proxy/rootfs.sh'), root], { stdio: 'inherit' });
  return root;
}

/** Builds all images, with the names that the manifests have; their archives. */
export function buildImages(folder: string): string[] {
  mkdirSync(folder);
  const node = process.execPath;
  const proxy = proxyRoot(folder);
  const Env = ['PATH=/usr/sbin:/bin'];
  const library = 'docker.io/library';
  return [
    writeArchive(proxy, `${library}/akrobateo-proxy:0.1.0`, { Entrypoint: ['/bin/proxy.sh'], Env }),
    // The same under another tag, to be rolled out.
    writeArchive(proxy, `${library}/akrobateo-proxy:next`, { Entrypoint: ['/bin/proxy.sh'], Env }),
    writeArchive(proxy, pauseImage, { Entrypoint: ['/bin/sleep', 'infinity'], Env }),
    writeArchive(backendRoot(folder), `${library}/akrobateo-backend:test`, {
      Entrypoint: [node, '/serve.mjs', '8080/TCP', '8080/UDP'],
    }),
    writeArchive(hookRoot(folder), `${library}/akrobateo:0.1.0`, {
      Entrypoint: [node],
      Cmd: ['dist/main.js'],
      Env: ['NODE_ENV=production'],
      WorkingDir: '/app',
    }),
    writeArchive(metacontrollerRoot(folder), 'ghcr.io/metacontroller/metacontroller:v4.17.2', {
      Entrypoint: ['/usr/bin/metacontroller'],
    }),
  ];
}
