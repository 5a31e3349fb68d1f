import { text } from 'node:stream/consumers';
import type { Environment } from '../config.ts';
import type { ExitCode } from './exit.ts';

/** What a command needs of its process. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stdin: () => Promise<string>;
  readonly env: Environment;
  /** Whether standard output may be coloured. */
  readonly colours: boolean;
  readonly columns: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Chooses what runs after the command line was read. yargs would lose what it throws. */
export type Choose = (task: (terminal: Terminal) => Promise<ExitCode>) => void;

/** Writes notes to standard error, each of them once. */
export function writeNotes(notes: readonly string[], { err }: Terminal): void {
  for (const note of new Set(notes)) err(`note: ${note}\n`);
}

/** Whether colours are welcome: on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function wantsColours(isTerminal: boolean, { NO_COLOR = '', TERM }: Environment): boolean {
  return isTerminal && NO_COLOR === '' && TERM !== 'dumb';
}

/** The process as a terminal. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    out: (chunk) => void stdout.write(chunk),
    err: (chunk) => void stderr.write(chunk),
    stdin: () => text(stdin),
    env,
    colours: wantsColours(stdout.isTTY, env),
    columns: stdout.isTTY ? stdout.columns : 100,
    now: Date.now,
  };
}
