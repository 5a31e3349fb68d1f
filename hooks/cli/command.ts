import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { ExitCode, Terminal } from './terminal.ts';

/** A command as `program.ts` lists it: how yargs reads its arguments, and what it does with them. */
export interface Command<Options = never> {
  /** `explain <service>` */
  readonly usage: string;
  readonly describe: string;
  readonly options: (parser: Argv) => Argv<Options>;
  readonly run: (args: ArgumentsCamelCase<Options>, terminal: Terminal) => Promise<ExitCode>;
}

/** Makes the arguments of `run` what `options` reads. */
export function command<Options>(definition: Command<Options>): Command {
  return definition as unknown as Command;
}

/** An option with a text as its value. */
export function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const;
}

/** An option with one or more texts as its value. */
export function texts(describe: string) {
  return { ...text(describe), array: true } as const;
}

/** The option for the format, by default the first one. */
export function formats<const Format extends string>(first: Format, ...others: readonly Format[]) {
  return { alias: 'o', choices: [first, ...others], default: first, describe: 'Format' } as const;
}

/** Which cluster a command reads. */
export function withAccess<T>(command: Argv<T>) {
  return command
    .option('kubeconfig', text('File; default KUBECONFIG, or as kubectl'))
    .option('context', text('Context in the kubeconfig'));
}

/** Options of every command that shows what is in a cluster. */
export function withCluster<T>(command: Argv<T>) {
  return withAccess(command).option('output', formats('table', 'yaml', 'json'));
}

/** The Service that a command is about. */
export function withService<T>(command: Argv<T>) {
  const describe = 'service/NAME, svc/NAME or NAME';
  return command
    .positional('service', { type: 'string', demandOption: true, describe } as const)
    .option('namespace', { alias: 'n', ...text("Namespace; default the context's") } as const);
}

/**
 * Options of every command that reads manifests.
 * @param files what -f takes, for the help
 */
export function withManifests<T>(command: Argv<T>, files: string) {
  const namespace = {
    alias: 'n',
    default: 'default',
    ...text('Namespace of manifests that name none'),
  } as const;
  return command
    .option('file', { alias: 'f', demandOption: true, ...texts(`${files}; - is standard input`) } as const)
    .option('namespace', namespace);
}
