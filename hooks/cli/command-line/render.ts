import type { Argv } from 'yargs';
import { renderCommand } from '../commands/render.ts';
import type { Perform } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

function withOptions(command: Argv) {
  return command
    .option('file', {
      alias: 'f',
      type: 'string',
      array: true,
      demandOption: true,
      requiresArg: true,
      describe: 'YAML or JSON: Services, LoadBalancerPools, Nodes, Pods, ...; - is standard input',
    })
    .option('diff', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Show how the outcome differs for these files; kinds they have none of come from -f',
    })
    .option('namespace', {
      alias: 'n',
      type: 'string',
      default: 'default',
      requiresArg: true,
      describe: 'Namespace of manifests that name none',
    })
    .option('output', {
      alias: 'o',
      choices: ['yaml', 'json'] as const,
      default: 'yaml' as const,
      describe: 'Format',
    });
}

/** Adds `akrobateo render`. */
export function addRender(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'render',
    'Show what would be applied and published for manifests',
    (command) =>
      withOptions(command)
        .example('$0 render -f service.yaml', 'the workload and the status of a Service')
        .example('kubectl get nodes -o yaml | $0 render -f service.yaml -f pool.yaml -f -', 'on real nodes')
        .example('$0 render -f service.yaml -f nodes.yaml --diff changed.yaml', 'what a change would do'),
    ({ file, diff, namespace, output }) =>
      perform(() => renderCommand({ file, diff, namespace, output }, terminal)),
  );
}
