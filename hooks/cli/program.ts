import { stripVTControlCharacters } from 'node:util';
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { VERSION } from '../version.ts';
import type { Command } from './command.ts';
import { DOCTOR } from './commands/doctor.ts';
import { EXPLAIN } from './commands/explain.ts';
import { LINT } from './commands/lint.ts';
import { PLAN } from './commands/plan.ts';
import { PORTS } from './commands/ports.ts';
import { RENDER } from './commands/render.ts';
import { REPLAY } from './commands/replay.ts';
import { REPORT } from './commands/report.ts';
import { STANDARD_INPUT } from './files.ts';
import { CliError, EXIT, usageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

function sentence(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ');
  return /[.?!]$/.test(line) ? line : `${line}.`;
}

/** Every command, in the order of the help. */
const COMMANDS = [RENDER, LINT, DOCTOR, EXPLAIN, PORTS, PLAN, REPORT, REPLAY];

function nameOf({ usage }: Command): string {
  return usage.split(' ')[0] ?? '';
}

function usageFault(message: string, [command = '']: readonly string[]): CliError {
  const help = COMMANDS.some((each) => nameOf(each) === command)
    ? `akrobateo ${command} --help`
    : 'akrobateo --help';
  return usageError(`${sentence(message)} See ${help}.`);
}

/** Options that may be given more than once. */
const LISTS = ['_', 'file', 'f', 'diff', 'drain', 'recorded'];

function refuseRepeated(args: Readonly<Record<string, unknown>>): true {
  const repeated = Object.keys(args).filter((name) => Array.isArray(args[name]) && !LISTS.includes(name));
  // Of an option and its alias, the option.
  const [longest] = repeated.sort((a, b) => b.length - a.length);
  if (longest !== undefined) throw usageError(`--${longest} is given twice; give it once.`);
  return true;
}

function parserFor(args: readonly string[], { columns }: Terminal): Argv {
  const parser = yargs()
    .scriptName('akrobateo')
    .usage('$0 COMMAND\n\nLoad balancer Services, explained.')
    .locale('en')
    .parserConfiguration({ 'boolean-negation': false, 'dot-notation': false })
    .wrap(Math.min(110, columns))
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
  const add = (built: Argv, { usage, describe, options }: Command) => built.command(usage, describe, options);
  return COMMANDS.reduce(add, parser).completion(
    'completion',
    'Print a script that completes commands and options, for bash or zsh',
  );
}

/**
 * Runs the command line.
 * @param args without the program's name
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { colours, out } = terminal;
  const plain = (text: string) => {
    out(stripVTControlCharacters(text));
  };
  try {
    // yargs reads a single dash as an incomplete option.
    const named = args.map((text) => (text === '-' ? STANDARD_INPUT : text));
    let printed = '';
    // A handler of yargs would lose what a command throws, so the command runs after it was parsed.
    const parsed = await parserFor(args, terminal).parseAsync(named, {}, (_error, _argv, output) => {
      printed = output;
    });
    const chosen = COMMANDS.find((each) => nameOf(each) === parsed._[0]);
    if (printed === '' && chosen !== undefined)
      return await chosen.run(parsed as never, { ...terminal, out: colours ? out : plain });
    out(`${printed}\n`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    terminal.err(`${sentence(error.message)}\n`);
    return error.exitCode;
  }
}
