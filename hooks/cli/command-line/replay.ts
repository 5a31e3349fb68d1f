import type { Argv } from 'yargs';
import { replayCommand } from '../commands/replay.ts';
import type { Perform } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** Adds `akrobateo replay`. */
export function addReplay(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'replay <fixture..>',
    'Send fixtures to a running hook and compare its answers',
    (command) =>
      command
        .positional('fixture', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Files *.request.json, or folders of them',
        })
        .option('url', { type: 'string', demandOption: true, requiresArg: true, describe: 'Of the hook' })
        .option('token-file', { type: 'string', requiresArg: true, describe: 'File with a bearer token' })
        .option('ca', {
          type: 'string',
          requiresArg: true,
          describe: 'File with the CA (PEM) of an HTTPS hook',
        })
        .option('output', {
          alias: 'o',
          choices: ['table', 'yaml', 'json'] as const,
          default: 'table' as const,
          describe: 'Format',
        })
        .example('$0 replay test/fixtures --url http://127.0.0.1:8080', 'every fixture')
        .epilogue(
          'Times of a fixture are moved to the present. The hook is to run with its default settings.',
        ),
    ({ fixture, url, tokenFile, ca, output }) =>
      perform(() => replayCommand({ fixtures: fixture, url, tokenFile, ca, output }, terminal)),
  );
}
