import type { Argv } from 'yargs';
import { portsCommand } from '../commands/ports.ts';
import type { Perform } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { withCluster } from './cluster-options.ts';

/** Adds `akrobateo ports`. */
export function addPorts(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'ports',
    'Show who holds which host port on which node',
    (command) =>
      withCluster(command)
        .option('pool', {
          type: 'string',
          requiresArg: true,
          describe: 'Only nodes of this LoadBalancerPool',
        })
        .option('node', { type: 'string', requiresArg: true, describe: 'Only this node' })
        .example('$0 ports', 'of all nodes')
        .example('$0 ports --pool edge -o json', 'of the nodes of a pool; for programs'),
    ({ pool, node, kubeconfig, context, output }) =>
      perform(() => portsCommand({ pool, node, kubeconfig, context, output }, terminal)),
  );
}
