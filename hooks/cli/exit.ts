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
