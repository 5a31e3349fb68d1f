import type { Argv } from 'yargs';
import { ApiReader } from '../cluster/api-reader.ts';
import { connect } from '../cluster/connection.ts';
import type { ClusterOptions } from '../cluster/connection.ts';
import { readWorld } from '../cluster/read-world.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode, Perform } from '../exit.ts';
import { portRows } from '../ports/port-rows.ts';
import { portTable } from '../ports/port-table.ts';
import { writeNotes } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { paintFor } from '../text/paint.ts';
import { structuredText } from '../text/structured.ts';
import { withCluster } from './cluster-options.ts';

interface PortsArguments extends ClusterOptions {
  readonly pool: string | undefined;
  readonly node: string | undefined;
  readonly output: 'table' | 'json' | 'yaml';
}

async function portsCommand(args: PortsArguments, terminal: Terminal): Promise<ExitCode> {
  const { pool, node, output } = args;
  const reader = new ApiReader(await connect(args));
  const { world, notes } = await readWorld(reader, { exposures: {}, pods: {}, pools: {}, nodes: {} });
  writeNotes(notes, terminal);
  const rows = portRows(world, { pool, node });
  terminal.out(
    output === 'table' ? portTable(rows, paintFor(terminal.colours)) : structuredText(rows, output),
  );
  return EXIT.ok;
}

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
