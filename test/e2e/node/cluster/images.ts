import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import ts from 'typescript';

import { repository } from '../../../framework/processes/paths.ts';
import { writeArchive } from './image-archive.ts';

/** What a sandbox runs: nothing. */
export const pauseImage = 'docker.io/library/akrobateo-pause:test';

/** Answers TCP and UDP at port 8080 with the name of its pod and the address of the caller. */
export const backendImage = 'docker.io/library/akrobateo-backend:test';

/** The hook's default PROXY_IMAGE, by its full name. */
const proxyImage = 'docker.io/library/akrobateo-proxy:0.1.0';
/** The same under another tag, to be rolled out. */
export const nextProxyImage = 'docker.io/library/akrobateo-proxy:next';

/** Copies a program with the libraries that it loads. */
function copyProgram(file: string, root: string): void {
  const libraries = execFileSync('ldd', [file], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const each of [file, ...libraries]) {
    mkdirSync(dirname(join(root, each)), { recursive: true });
    copyFileSync(each, join(root, each));
  }
}

const backendProgram = `
import { hostname } from 'node:os';
import { serve } from './serve.mjs';
process.on('SIGTERM', () => process.exit());
for (const protocol of ['TCP', 'UDP']) await serve({ name: hostname(), protocol, ports: [8080] });
`;

function backendRoot(folder: string): string {
  const root = join(folder, 'backend');
  copyProgram(process.execPath, root);
  for (const name of ['proc', 'dev', 'tmp']) mkdirSync(join(root, name));
  const source = readFileSync(join(repository, 'test/framework/network/worker/serve.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  writeFileSync(join(root, 'serve.mjs'), outputText);
  writeFileSync(join(root, 'backend.mjs'), backendProgram);
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
  const backend = [process.execPath, '/backend.mjs'];
  return [
    writeArchive(proxy, { name: proxyImage, entrypoint: ['/bin/proxy.sh'], env: [path] }),
    writeArchive(proxy, { name: nextProxyImage, entrypoint: ['/bin/proxy.sh'], env: [path] }),
    writeArchive(proxy, { name: pauseImage, entrypoint: ['/bin/sleep', 'infinity'], env: [path] }),
    writeArchive(backendRoot(folder), { name: backendImage, entrypoint: backend, env: [] }),
  ];
}
