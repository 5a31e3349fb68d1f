import yargs from 'yargs';
import type { Argv } from 'yargs';
import { VERSION } from '../version.ts';
import { addExplain } from './commands/explain.ts';
import { addLint } from './commands/lint.ts';
import { addPorts } from './commands/ports.ts';
import { addRender } from './commands/render.ts';
import { addReplay } from './commands/replay.ts';
import { STANDARD_INPUT } from './files.ts';
import { CliError, EXIT, usageError } from './terminal.ts';
import type { Choose, ExitCode, Terminal } from './terminal.ts';

function sentence(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ');
  return /[.?!]$/.test(line) ? line : `${line}.`;
}

const COMMANDS = {
  render: addRender,
  lint: addLint,
  explain: addExplain,
  ports: addPorts,
  replay: addReplay,
};

function usageFault(message: string, [command = '']: readonly string[]): CliError {
  const help = Object.hasOwn(COMMANDS, command) ? `akrobateo ${command} --help` : 'akrobateo --help';
  return usageError(`${sentence(message)} See ${help}.`);
}

/** Options that may be given more than once. */
const LISTS = ['_', 'file', 'f', 'diff', 'fixture'];

function refuseRepeated(args: Readonly<Record<string, unknown>>): true {
  const repeated = Object.keys(args).filter((name) => Array.isArray(args[name]) && !LISTS.includes(name));
  // Of an option and its alias, the option.
  const [longest] = repeated.sort((a, b) => b.length - a.length);
  if (longest !== undefined) throw usageError(`--${longest} is given twice; give it once.`);
  return true;
}

function parserFor(args: readonly string[], terminal: Terminal, choose: Choose): Argv {
  const parser = yargs()
    .scriptName('akrobateo')
    .usage('$0 COMMAND\n\nLoad balancer Services, explained.')
    .locale('en')
    .parserConfiguration({ 'boolean-negation': false, 'dot-notation': false })
    .wrap(Math.min(110, terminal.columns))
    .strict()
    .demandCommand(1, 1, 'Name a command.', 'Name one command.')
    .recommendCommands()
    .version(VERSION.version)
    .help()
    .exitProcess(false)
    .check(refuseRepeated)
    .fail((message: string | null, error: Error | undefined) => {
      throw error instanceof CliError ? error : usageFault(message ?? error?.message ?? '', args);
    });
  return Object.values(COMMANDS)
    .reduce((built, add) => add(built, choose), parser)
    .completion('completion', 'Print a script that completes commands and options, for bash or zsh');
}

/**
 * Runs the command line.
 * @param args without the program's name
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let chosen: Parameters<Choose>[0] = () => Promise.resolve(EXIT.ok);
  const parser = parserFor(args, terminal, (task) => {
    chosen = task;
  });
  try {
    // yargs reads a single dash as an incomplete option.
    const named = args.map((text) => (text === '-' ? STANDARD_INPUT : text));
    await parser.parseAsync(named, {}, (_error, _argv, output) => {
      if (output !== '') terminal.out(`${output}\n`);
    });
    return await chosen(terminal);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    terminal.err(`${sentence(error.message)}\n`);
    return error.exitCode;
  }
}
