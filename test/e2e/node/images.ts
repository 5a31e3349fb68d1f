import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import ts from 'typescript';

import { repository } from '../../framework/processes/paths.ts';

/** What a sandbox runs: nothing. */
export const pauseImage = 'docker.io/library/akrobateo-pause:test';

/** Answers TCP and UDP at port 8080 with the name of its pod and the address of the caller. */
export const backendImage = 'docker.io/library/akrobateo-backend:test';

/** The hook's default PROXY_IMAGE, by its full name. */
const proxyImage = 'docker.io/library/akrobateo-proxy:0.1.0';
/** The same under another tag, to be rolled out. */
export const nextProxyImage = 'docker.io/library/akrobateo-proxy:next';

/** What an image has in addition to its content. */
interface ImageConfig {
  /** With registry and tag. */
  name: string;
  entrypoint: readonly string[];
  env: readonly string[];
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64' };

function digest(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Writes an image of one layer, the content of `root`, as `docker save` does; the file is next to `root`. */
function writeArchive(root: string, { name, entrypoint, env }: ImageConfig): string {
  const stem = `${root}-${digest(name).slice(0, 8)}`;
  mkdirSync(stem);
  const layer = join(stem, 'layer.tar');
  execFileSync('tar', ['-C', root, '--numeric-owner', '--owner=0', '--group=0', '-cf', layer, '.']);
  const diff = digest(readFileSync(layer));
  renameSync(layer, join(stem, `${diff}.tar`));
  const config = JSON.stringify({
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config: { Entrypoint: entrypoint, Env: env },
    rootfs: { type: 'layers', diff_ids: [`sha256:${diff}`] },
  });
  const manifest = [{ Config: `${digest(config)}.json`, RepoTags: [name], Layers: [`${diff}.tar`] }];
  writeFileSync(join(stem, `${digest(config)}.json`), config);
  writeFileSync(join(stem, 'manifest.json'), JSON.stringify(manifest));
  execFileSync('tar', ['-C', stem, '-cf', `${stem}.tar`, '.']);
  return `${stem}.tar`;
}

/** Copies a program with the libraries that it loads. */
function copyProgram(file: string, root: string): void {
  const libraries = execFileSync('ldd', [file], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const each of [file, ...libraries]) {
    mkdirSync(dirname(join(root, each)), { recursive: true });
    copyFileSync(each, join(root, each));
  }
}

function backendRoot(folder: string): string {
  const root = join(folder, 'backend');
  copyProgram(process.execPath, root);
  for (const name of ['proc', 'dev', 'tmp']) mkdirSync(join(root, name));
  const source = readFileSync(join(repository, 'test/framework/network/serve.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  writeFileSync(join(root, 'serve.mjs'), outputText);
  return root;
}

/** The proxy image's content, made by the very steps of its Dockerfile. */
function proxyRoot(folder: string): string {
  const root = join(folder, 'proxy');
  execFileSync('sh', [join(repository, 'deploy/proxy/rootfs.sh'), root], { stdio: 'inherit' });
  return root;
}

/** Builds all images; their archives. */
export function buildImages(folder: string): string[] {
  mkdirSync(folder);
  const proxy = proxyRoot(folder);
  const path = 'PATH=/usr/sbin:/bin';
  const backend = [process.execPath, '/serve.mjs', '8080/TCP', '8080/UDP'];
  return [
    writeArchive(proxy, { name: proxyImage, entrypoint: ['/bin/proxy.sh'], env: [path] }),
    writeArchive(proxy, { name: nextProxyImage, entrypoint: ['/bin/proxy.sh'], env: [path] }),
    writeArchive(proxy, { name: pauseImage, entrypoint: ['/bin/sleep', 'infinity'], env: [path] }),
    writeArchive(backendRoot(folder), { name: backendImage, entrypoint: backend, env: [] }),
  ];
}
