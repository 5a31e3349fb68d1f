import type { Argv } from 'yargs';
import { connect, readWorld } from '../cluster.ts';
import { text, withCluster } from '../options.ts';
import { portUses } from '../port-uses.ts';
import type { PortUse } from '../port-uses.ts';
import { EXIT, usageError, writeNotes } from '../terminal.ts';
import type { Choose, ExitCode, Terminal } from '../terminal.ts';
import { paintFor, structuredText, tableText } from '../text.ts';
import type { Cell, Paint } from '../text.ts';
import type { World } from '../world.ts';

function options(command: Argv) {
  return withCluster(command)
    .option('pool', text('Only nodes of this LoadBalancerPool'))
    .option('node', text('Only this node'));
}

type Arguments = Awaited<ReturnType<typeof options>['argv']>;

function nodesWanted({ pools, nodes }: World, { pool, node }: Pick<Arguments, 'pool' | 'node'>) {
  if (node !== undefined && nodes.length > 0 && !nodes.some(({ metadata }) => metadata.name === node))
    throw usageError(`There is no node ${node}; kubectl get nodes lists them.`);
  if (pool === undefined) return node === undefined ? undefined : [node];
  const found = pools.find(({ metadata }) => metadata.name === pool);
  if (found === undefined)
    throw usageError(`There is no LoadBalancerPool ${pool}; kubectl get lbpool lists them.`);
  const names = (found.status?.nodes ?? []).flatMap(({ name }) => name ?? []);
  return node === undefined ? names : names.filter((name) => name === node);
}

const STATES = ['held', 'waiting', 'published'] as const;

// Those without a node come last.
function sortKey({ node, port, protocol, state, holder, address }: PortUse): string {
  const place = node === null ? '2' : `1 ${node}`;
  return [place, port, protocol, STATES.indexOf(state), holder, address ?? ''].join('\t');
}

// localeCompare makes a collator for each comparison.
const NUMERIC = new Intl.Collator('en', { numeric: true });

function cellsOf({ node, port, protocol, address, holder, pod, state }: PortUse): Cell[] {
  const shown: Cell = state === 'waiting' ? { text: state, style: 'yellow' } : state;
  // A pod that is its own holder is not named twice.
  const proxy = pod !== null && !holder.endsWith(pod) ? pod : '-';
  return [node ?? '-', `${port}/${protocol}`, address ?? '*', shown, holder, proxy];
}

function portsTable(uses: readonly PortUse[], paint: Paint): string {
  if (uses.length === 0) return 'No pod holds a host port here.\n';
  return tableText(['NODE', 'PORT', 'ADDRESS', 'STATE', 'HOLDER', 'POD'], uses.map(cellsOf), paint);
}

async function ports(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const cluster = await connect(args);
  const { world, notes } = await readWorld(cluster, { exposures: {}, pods: {}, pools: {}, nodes: {} });
  writeNotes(notes, terminal);
  const wanted = nodesWanted(world, args);
  const uses = portUses(world)
    .filter(({ node }) => wanted === undefined || (node !== null && wanted.includes(node)))
    .sort((a, b) => NUMERIC.compare(sortKey(a), sortKey(b)));
  const { output } = args;
  const paint = paintFor(terminal.colours);
  terminal.out(output === 'table' ? portsTable(uses, paint) : structuredText(uses, output));
  return EXIT.ok;
}

/** Adds `akrobateo ports`. */
export function addPorts(parser: Argv, choose: Choose): Argv {
  return parser.command(
    'ports',
    'Show who holds which host port on which node',
    (command) =>
      options(command)
        .example('$0 ports', 'of all nodes')
        .example('$0 ports --pool edge -o json', 'of the nodes of a pool; for programs'),
    (args) => {
      choose((terminal) => ports(args, terminal));
    },
  );
}
