import type { PoolStatus } from '../../../hooks/kubernetes/load-balancer-pool.ts';

/** A node's name and address. */
export interface Place {
  readonly name: string;
  readonly address: string;
}

/** In the order of their names, as Go writes a map; their addresses, as in any grown cluster, are in no order. */
export function placesOf(count: number): Place[] {
  return Array.from({ length: count }, (_, index) => {
    // An odd factor permutes the 2^16 numbers.
    const number = (index * 40_503) % 2 ** 16;
    const name = `worker-${String(index).padStart(5, '0')}.example.org`;
    return { name, address: `10.64.${number >> 8}.${number & 255}` };
  });
}

/** In the order in which a Service publishes them. */
export function byAddress(places: readonly Place[]): Place[] {
  const numberOf = ({ address }: Place): number =>
    address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
  return [...places].sort((a, b) => numberOf(a) - numberOf(b));
}

/** What the status of a pool has to tell of these nodes, all of them ready. */
export function tell(places: readonly Place[]): Omit<PoolStatus, 'conditions'> {
  return {
    observedGeneration: 1,
    totalNodes: places.length,
    readyNodes: places.length,
    nodes: places.map(({ name, address }) => ({
      name,
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      ready: true,
    })),
  };
}
