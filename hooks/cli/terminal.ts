import { text } from 'node:stream/consumers';
import { CORE_VARIABLES, readConfig } from '../config.ts';
import type { CoreConfig, Environment } from '../config.ts';

/** Exit codes of every command. */
export const EXIT = {
  /** Done; exposed; the same. */
  ok: 0,
  /** Not exposed; different; an error was found. */
  no: 1,
  /** The command line or an input file is wrong. */
  usage: 2,
  /** The cluster or the hook cannot be reached, or does not allow it. */
  unreachable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with one sentence: what is wrong and what would be right. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** An error in what was typed, or in a file that was named. */
export function usageError(message: string): CliError {
  return new CliError(EXIT.usage, message);
}

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

/** Writes notes to standard error, each of them once. */
export function writeNotes(notes: readonly string[], { err }: Terminal): void {
  for (const note of new Set(notes)) err(`note: ${note}\n`);
}

/** The process as a terminal. Node.js knows NO_COLOR (https://no-color.org). */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    out: (chunk) => void stdout.write(chunk),
    err: (chunk) => void stderr.write(chunk),
    stdin: () => text(stdin),
    env,
    colours: stdout.isTTY && stdout.hasColors(),
    columns: stdout.isTTY ? stdout.columns : 100,
    now: Date.now,
  };
}

/** The hook's own configuration, from those environment variables that change its answers. @throws CliError */
export function configOf(env: Environment): CoreConfig {
  try {
    const variables = Object.entries(env).filter(([name]) => Object.hasOwn(CORE_VARIABLES, name));
    return readConfig(Object.fromEntries(variables));
  } catch (error) {
    throw usageError(`Environment: ${(error as Error).message.replaceAll('\n', '; ')}.`);
  }
}
