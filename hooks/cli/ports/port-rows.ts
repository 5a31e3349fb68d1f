import type { CoreConfig } from '../../config.ts';
import { objectionTo } from '../../services/claim.ts';
import { readObserved } from '../../services/observed.ts';
import { publishedAddresses } from '../../services/publication.ts';
import { judge } from '../../services/sync.ts';
import { usageError } from '../exit.ts';
import { syncRequestFor } from '../world/sync-request.ts';
import { keyOf } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { holderText, holdersOf } from './holders.ts';
import type { Holder } from './holders.ts';

/** A line of the table. */
export interface PortRow {
  /** null: none yet. */
  readonly node: string | null;
  readonly port: number;
  readonly protocol: string;
  /** The address of the node that the port is bound to; null: all of them. */
  readonly address: string | null;
  readonly holder: string;
  readonly pod: string | null;
  /** `published`: kube-proxy answers, without anybody holding the port. */
  readonly state: 'held' | 'waiting' | 'published';
}

export interface PortOptions {
  readonly config: CoreConfig;
  readonly pool: string | undefined;
  readonly node: string | undefined;
  readonly now: number;
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

/** The node that has an address, as pools and nodes tell. */
function nodesByAddress({ pools, nodes }: World): ReadonlyMap<string, string> {
  const ofPools = pools.flatMap(({ status }) => status?.nodes ?? []);
  const told = ofPools.map(({ name = '', addresses }) => ({ name, addresses: addresses ?? [] }));
  const own = nodes.map(({ metadata, status }) => ({
    name: metadata.name,
    addresses: status?.addresses ?? [],
  }));
  const pairs = [...told, ...own].flatMap(({ name, addresses }) =>
    addresses.map(({ address }) => [address, name] as const),
  );
  return new Map(pairs);
}

/** Services without proxies hold nothing: kube-proxy answers at what they publish. */
function publishedRows(world: World, { config, now }: PortOptions): PortRow[] {
  const nodes = nodesByAddress(world);
  return world.services.flatMap((service) => {
    if (objectionTo(service, config) !== null) return [];
    const { exposure } = judge(readObserved(syncRequestFor(service, world)), config, now);
    if (exposure?.options.workload !== 'None') return [];
    return publishedAddresses(service).flatMap((address) =>
      exposure.ports.map(({ port, protocol }): PortRow => ({
        node: nodes.get(address) ?? null,
        port,
        protocol,
        address,
        holder: `Service ${keyOf(service)}`,
        pod: null,
        state: 'published',
      })),
    );
  });
}

function nodesWanted({ pools, nodes }: World, { pool, node }: PortOptions): ReadonlySet<string> | undefined {
  if (node !== undefined && nodes.length > 0 && !nodes.some(({ metadata }) => metadata.name === node)) {
    throw usageError(`There is no node ${node}; kubectl get nodes shows those that there are.`);
  }
  if (pool === undefined) return node === undefined ? undefined : new Set([node]);
  const found = pools.find(({ metadata }) => metadata.name === pool);
  if (found === undefined) {
    throw usageError(`There is no LoadBalancerPool ${pool}; kubectl get lbpool shows those that there are.`);
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
  const rows = [...holdersOf(world).map(heldRow), ...publishedRows(world, options)];
  return rows
    .filter(({ node }) => wanted === undefined || (node !== null && wanted.has(node)))
    .sort(compareRows);
}
