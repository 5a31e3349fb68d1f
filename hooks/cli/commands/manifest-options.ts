import type { Argv } from 'yargs';

/**
 * Options of every command that reads manifests.
 * @param files what -f takes, for the help
 */
export function withManifests<T>(command: Argv<T>, files: string) {
  return command
    .option('file', {
      alias: 'f',
      type: 'string',
      array: true,
      demandOption: true,
      requiresArg: true,
      describe: `${files}; - is standard input`,
    })
    .option('namespace', {
      alias: 'n',
      type: 'string',
      default: 'default',
      requiresArg: true,
      describe: 'Namespace of manifests that name none',
    });
}
