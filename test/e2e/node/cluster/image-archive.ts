import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an image has in addition to its content. */
export interface ImageConfig {
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
export function writeArchive(root: string, { name, entrypoint, env }: ImageConfig): string {
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
