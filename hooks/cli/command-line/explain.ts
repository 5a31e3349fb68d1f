import type { Argv } from 'yargs';
import { explainCommand } from '../commands/explain.ts';
import type { Perform } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { withCluster } from './cluster-options.ts';

/** Adds `akrobateo explain`. */
export function addExplain(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'explain <service>',
    'Say why a Service is exposed or not, and what to do next',
    (command) =>
      withCluster(command)
        .positional('service', {
          type: 'string',
          demandOption: true,
          describe: 'service/NAME, svc/NAME or NAME',
        })
        .option('namespace', {
          alias: 'n',
          type: 'string',
          requiresArg: true,
          describe: "Namespace; else the context's",
        })
        .example('$0 explain service/web -n shop', 'one screen about a Service')
        .example('kubectl akrobateo explain web -o json', 'as a plugin of kubectl; for programs')
        .epilogue('Exit code: 0 exposed, 1 not exposed, 2 wrong usage, 3 no answer from the cluster.'),
    ({ service, namespace, kubeconfig, context, output }) =>
      perform(() => explainCommand({ service, namespace, kubeconfig, context, output }, terminal)),
  );
}
