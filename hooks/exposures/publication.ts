import type { IPFamily } from '../kubernetes/ip-address.ts';
import type { ExposureNode } from '../kubernetes/service-exposure.ts';
import {
  chooseAddresses,
  hostAddresses,
  missingFamilies,
  poolAddresses,
  previousAddresses,
} from './addresses.ts';
import type { Addresses } from './addresses.ts';
import type { AdmittedState } from './admission.ts';
import { growsAt } from './growth.ts';
import type { Pool } from './pool.ts';
import type { Replacement } from './replacement.ts';
import { retainedNodes } from './retention.ts';
import { servingRule } from './serving.ts';
import type { ReadyNode } from './serving.ts';

/** Whether the nodes of the pool can be published. An empty pool has probably lost its nodes by mistake. */
function isKnown(pool: Pool, previous: readonly ExposureNode[]): boolean {
  return pool.state === 'current' || (pool.state === 'empty' && previous.length === 0);
}

/** Whether the addresses of nodes are known now, and not only those of the previous status. */
function areCurrent({ admitted, pool }: AdmittedState, { previous }: Replacement): boolean {
  if (pool !== undefined && isKnown(pool, previous)) return true;
  const wasInPool = admitted.pool !== undefined && previous.length > 0;
  return pool?.state !== 'stale' && !wasInPool;
}

/** The addresses of nodes: with given addresses every node counts, without any of its own. */
function readAddresses(names: readonly string[], of: AdmittedState, replacement: Replacement): Addresses {
  const { state, pool } = of;
  const { proxies, previous } = replacement;
  const { spec } = state.exposure;
  const areGiven = spec.options.addresses !== undefined || spec.options.hostIP !== undefined;
  if (areGiven) return new Map(names.map((name) => [name, []]));
  if (pool !== undefined && isKnown(pool, previous))
    return chooseAddresses(names, poolAddresses(pool), spec, pool);
  const before = previousAddresses(previous);
  if (!areCurrent(of, replacement)) return before;
  // The host of a proxy that is being replaced is not known for a moment.
  return new Map([...before, ...chooseAddresses(names, hostAddresses(proxies), spec, pool)]);
}

/** The nodes to publish now. */
export interface Publication {
  /** In order of name. */
  readonly nodes: readonly ExposureNode[];
  /** Families of the Service that none of the serving nodes has an address of. */
  readonly missingFamilies: readonly IPFamily[];
  /** When time alone may change them, in milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

/** Decides which nodes to publish: those that serve, in steps, and those whose proxy is only being replaced. */
export function publish(
  serving: readonly ReadyNode[],
  of: AdmittedState,
  replacement: Replacement,
): Publication {
  const { previous, now } = replacement;
  const servingNames = new Set(serving.map(({ name }) => name));
  // A proxy that is replaced on a node without an endpoint would not get traffic either.
  const mayServe = servingRule(of.state, of.admitted.workload);
  const missing = previous.filter(({ name }) => !servingNames.has(name) && mayServe(name));
  const retained = new Map(retainedNodes(missing, replacement).map((node) => [node.name, node]));
  const names = [...servingNames, ...retained.keys()];
  const addresses = readAddresses(names, of, replacement);
  const own = names.flatMap((name) => addresses.get(name) ?? []);
  const staying = previous.filter(
    ({ name }) => (servingNames.has(name) || retained.has(name)) && addresses.has(name),
  );
  const known = new Set(previous.map(({ name }) => name));
  const fresh = serving.filter(({ name }) => !known.has(name) && addresses.has(name));
  const growAt = staying.length === previous.length ? growsAt(fresh, staying, replacement) : 0;
  const published = [...staying, ...(growAt > now ? [] : fresh)].map(({ name }) => {
    const since = retained.get(name)?.replacingSince;
    const entry = { name, addresses: addresses.get(name) ?? [] };
    return since === undefined ? entry : { ...entry, replacingSince: since };
  });
  return {
    nodes: published.sort((a, b) => (a.name < b.name ? -1 : 1)),
    missingFamilies: areCurrent(of, replacement) ? missingFamilies(own, of.state.exposure.spec) : [],
    recheckAt: [...[...retained.values()].flatMap(({ until }) => until ?? []), growAt],
  };
}
