import type { Argv } from 'yargs';

/** Options of every command that reads a cluster. */
export function withCluster<T>(command: Argv<T>) {
  return command
    .option('kubeconfig', {
      type: 'string',
      requiresArg: true,
      describe: 'File; default KUBECONFIG, or as kubectl',
    })
    .option('context', { type: 'string', requiresArg: true, describe: 'Context in the kubeconfig' })
    .option('output', {
      alias: 'o',
      choices: ['table', 'yaml', 'json'] as const,
      default: 'table' as const,
      describe: 'Format',
    });
}
