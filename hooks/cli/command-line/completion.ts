import type { Argv } from 'yargs';
import { SHELLS, completionCommand } from '../commands/completion.ts';
import type { Perform } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `akrobateo completion`. */
export function addCompletion(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'completion [shell]',
    'Print a script that completes commands and options',
    (command) =>
      command
        .positional('shell', { choices: SHELLS, default: 'bash' as const, describe: 'Shell' })
        .example('source <($0 completion bash)', 'in ~/.bashrc'),
    ({ shell }) => perform(() => Promise.resolve(completionCommand(shell, terminal))),
  );
}
