import { readPort } from '../../kubernetes/ports.ts';
import { usageError } from '../exit.ts';
import type { World } from '../world/world.ts';
import { holderText, holdersOf } from './holders.ts';
import type { Holder } from './holders.ts';

/** A line of the table. */
export interface PortRow {
  /** null: it has none yet. */
  readonly node: string | null;
  readonly port: number;
  readonly protocol: string;
  /** The address of the node that the port is bound to; null: all of them. */
  readonly address: string | null;
  readonly holder: string;
  readonly pod: string | null;
  /** `published`: kube-proxy serves, and no pod holds the port. */
  readonly state: 'held' | 'waiting' | 'published';
}

export interface PortOptions {
  readonly pool: string | undefined;
  readonly node: string | undefined;
}

function heldRow(holder: Holder): PortRow {
  const { node = null, port, protocol, hostIP = null, pod, waiting } = holder;
  return {
    node,
    port,
    protocol,
    address: hostIP,
    holder: holderText(holder),
    pod,
    state: waiting ? 'waiting' : 'held',
  };
}

/** Without proxies no pod holds the ports: kube-proxy serves at the published addresses. */
function publishedRows({ exposures }: World): PortRow[] {
  return exposures.flatMap(({ metadata, spec, status }) => {
    if (status?.admitted?.workload !== 'None') return [];
    const ports = status.admitted.ports.map(readPort);
    const holder = `Service ${metadata.namespace}/${spec.service.name}`;
    return status.nodes.flatMap(({ name, addresses }) =>
      addresses.flatMap((address) =>
        ports.map((port): PortRow => ({
          node: name,
          ...port,
          address,
          holder,
          pod: null,
          state: 'published',
        })),
      ),
    );
  });
}

function nodesWanted({ pools, nodes }: World, { pool, node }: PortOptions): ReadonlySet<string> | undefined {
  if (node !== undefined && nodes.length > 0 && !nodes.some(({ metadata }) => metadata.name === node)) {
    throw usageError(`There is no node ${node}; kubectl get nodes lists them.`);
  }
  if (pool === undefined) return node === undefined ? undefined : new Set([node]);
  const found = pools.find(({ metadata }) => metadata.name === pool);
  if (found === undefined) {
    throw usageError(`There is no LoadBalancerPool ${pool}; kubectl get lbpool lists them.`);
  }
  const names = (found.status?.nodes ?? []).flatMap(({ name }) => name ?? []);
  return new Set(node === undefined ? names : names.filter((name) => name === node));
}

const STATES = ['held', 'waiting', 'published'] as const;

// Those without a node come last.
function sortKey({ node, port, protocol, state, holder, address }: PortRow): string {
  const place = node === null ? '2' : `1 ${node}`;
  return [place, port, protocol, STATES.indexOf(state), holder, address ?? ''].join('\t');
}

function compareRows(a: PortRow, b: PortRow): number {
  return sortKey(a).localeCompare(sortKey(b), 'en', { numeric: true });
}

/**
 * Who holds which host port on which node, in order of node and port.
 * @throws CliError when there is no such pool or node
 */
export function portRows(world: World, options: PortOptions): PortRow[] {
  const wanted = nodesWanted(world, options);
  const rows = [...holdersOf(world).map(heldRow), ...publishedRows(world)];
  return rows
    .filter(({ node }) => wanted === undefined || (node !== null && wanted.has(node)))
    .sort(compareRows);
}
