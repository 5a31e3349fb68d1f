import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../hooks/cli/program.ts';
import type { Terminal } from '../../hooks/cli/terminal.ts';

export const EXAMPLES = join(import.meta.dirname, 'examples');
const GOLDEN = join(import.meta.dirname, 'golden');

/** What every colour begins with. */
export const ESCAPE = new RegExp(String.fromCharCode(27));

/** How a command went. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Surroundings {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly colours?: boolean;
  readonly now?: number;
}

/** Runs a command line in this process. */
export async function akrobateo(args: readonly string[], surroundings: Surroundings = {}): Promise<Run> {
  const written = { out: '', err: '' };
  const { stdin = '', env = {}, colours = false, now } = surroundings;
  const terminal: Terminal = {
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
    stdin: () => Promise.resolve(stdin),
    env,
    colours,
    columns: 100,
    now: () => now ?? Date.now(),
  };
  const code = await run(args, terminal);
  return { code, ...written };
}

/** A file of the examples. */
export function example(name: string): string {
  return join(EXAMPLES, name);
}

/** A text that was recorded. */
export function golden(name: string): string {
  return readFileSync(join(GOLDEN, name), 'utf8');
}

/** Compares a text with the one that was recorded; UPDATE_FIXTURES=1 records it. */
export function assertGolden(name: string, text: string): void {
  const file = join(GOLDEN, name);
  if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(file, text);
  assert.ok(existsSync(file), `${name} is missing; make it with: UPDATE_FIXTURES=1 npm test`);
  assert.equal(text, golden(name));
}
