import { connect, readWorld } from '../cluster.ts';
import { command, text, withCluster } from '../command.ts';
import { portUses } from '../port-uses.ts';
import type { PortUse } from '../port-uses.ts';
import { EXIT, usageError, writeNotes } from '../terminal.ts';
import { LAST, outputText, paint, sortedBy, tableText } from '../text.ts';
import type { World } from '../world.ts';

/** Names of the nodes to show; undefined: all. */
function nodesWanted(
  { loadbalancerpools, nodes }: World,
  pool: string | undefined,
  node: string | undefined,
) {
  if (node !== undefined && nodes.length > 0 && !nodes.some(({ metadata }) => metadata.name === node))
    throw usageError(`There is no node ${node}; kubectl get nodes lists them.`);
  if (pool === undefined) return node === undefined ? undefined : [node];
  const found = loadbalancerpools.find(({ metadata }) => metadata.name === pool);
  if (found === undefined)
    throw usageError(`There is no LoadBalancerPool ${pool}; kubectl get lbpool lists them.`);
  const names = (found.status?.nodes ?? []).flatMap(({ name }) => name ?? []);
  return node === undefined ? names : names.filter((name) => name === node);
}

const STATES = ['held', 'waiting', 'published'] as const;

function sortKey({ node, port, protocol, state, holder, address }: PortUse): string {
  return [node ?? LAST, port, protocol, STATES.indexOf(state), holder, address ?? ''].join('\t');
}

function rowOf({ node, port, protocol, address, holder, pod, state }: PortUse): string[] {
  const shown = state === 'waiting' ? paint('yellow', state) : state;
  // A pod that is its own holder is not named twice.
  const proxy = pod !== null && !holder.endsWith(pod) ? pod : '-';
  return [node ?? '-', `${port}/${protocol}`, address ?? '*', shown, holder, proxy];
}

function portsTable(uses: readonly PortUse[]): string {
  if (uses.length === 0) return 'No pod holds a host port here.\n';
  return tableText([['NODE', 'PORT', 'ADDRESS', 'STATE', 'HOLDER', 'POD'], ...uses.map(rowOf)]);
}

export const PORTS = command({
  usage: 'ports',
  describe: 'Show who holds which host port on which node',
  options: (parser) =>
    withCluster(parser)
      .option('pool', text('Only nodes of this LoadBalancerPool'))
      .option('node', text('Only this node'))
      .example('$0 ports', 'of all nodes')
      .example('$0 ports --pool edge -o json', 'of the nodes of a pool; for programs'),
  run: async ({ pool, node, output, ...access }, terminal) => {
    const read = { serviceexposures: {}, pods: {}, loadbalancerpools: {}, nodes: {} };
    const { world, notes } = await readWorld(await connect(access), read);
    writeNotes(notes, terminal);
    const wanted = nodesWanted(world, pool, node);
    const uses = portUses(world).filter(
      (use) => wanted === undefined || (use.node !== null && wanted.includes(use.node)),
    );
    const sorted = sortedBy(uses, sortKey);
    terminal.out(outputText(sorted, output, () => portsTable(sorted)));
    return EXIT.ok;
  },
});
