import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './programs.ts';

/** What the last stage becomes. */
export interface Image {
  /** Stands for `/`. */
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  command: string[];
}

type Instruction = readonly [name: string, rest: string];

/** The instructions of a Dockerfile that we understand; no continued lines. */
function instructionsOf(file: string): Instruction[] {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
      return [name, rest];
    });
}

/** Whether the context has it: our .dockerignore names what is in, all else is out. */
function inContext(path: string): boolean {
  const names = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  return names.includes('*') && names.includes(`!${path}`);
}

class Build {
  readonly stages: Record<string, Image> = {};
  #image: Image = { root: '', workdir: '/', env: {}, user: '', command: [] };
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get image(): Image {
    return this.#image;
  }

  FROM(rest: string): void {
    const name = / AS (\w+)$/.exec(rest)?.[1] ?? 'last';
    this.#image = { root: join(this.#folder, name), workdir: '/', env: {}, user: '', command: [] };
    this.stages[name] = this.#image;
    mkdirSync(this.#image.root);
  }

  WORKDIR(rest: string): void {
    this.#image.workdir = rest;
    mkdirSync(this.#path('.'), { recursive: true });
  }

  COPY(rest: string): void {
    const [, stage] = /^--from=(\w+) /.exec(rest) ?? [];
    const words = rest.split(' ').filter((word) => !word.startsWith('--'));
    const target = words.pop() ?? '';
    for (const source of words) {
      const from =
        stage === undefined ? this.#fromContext(source) : join(this.stages[stage]?.root ?? '', source);
      cpSync(from, this.#path(target.endsWith('/') ? target + source : target), { recursive: true });
    }
  }

  RUN(rest: string): void {
    const options = { cwd: this.#path('.'), encoding: 'utf8', timeout: 180_000 } as const;
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', rest], options);
    if (status !== 0) throw new Error(`${rest} ended with ${status ?? 'a signal'}:\n${stdout}${stderr}`);
  }

  ENV(rest: string): void {
    const [name = '', value = ''] = rest.split('=');
    this.#image.env[name] = value;
  }

  USER(rest: string): void {
    this.#image.user = rest;
  }

  CMD(rest: string): void {
    this.#image.command = JSON.parse(rest) as string[];
  }

  /** For people: which ports it listens on. */
  EXPOSE(): void {
    return;
  }

  #path(path: string): string {
    return join(this.#image.root, this.#image.workdir, path);
  }

  #fromContext(path: string): string {
    if (!inContext(path)) throw new Error(`.dockerignore keeps ${path} out of the context`);
    return join(ROOT, path);
  }
}

/** Does what a builder would do, on this machine's own node instead of the images' that the Dockerfile starts from. */
export function build(dockerfile: string, folder: string): Image {
  const stages = new Build(folder);
  for (const [name, rest] of instructionsOf(dockerfile)) {
    if (!(name in Build.prototype))
      throw new Error(`${dockerfile} has ${name}, which is not understood here`);
    stages[name as 'RUN'](rest);
  }
  return stages.image;
}
