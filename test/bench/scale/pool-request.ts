import { createHash } from 'node:crypto';
import type { LoadBalancerPool } from '../../../hooks/kubernetes/load-balancer-pool.ts';
import type { Node } from '../../../hooks/pools/members.ts';
import type { SyncRequest } from '../../../hooks/pools/request-schema.ts';
import { pairs } from '../../golden.ts';
import { clone } from './clone.ts';
import { withManagedFields } from './managed-fields.ts';
import { counting } from './places.ts';
import type { Place } from './places.ts';

/** How many images a node lists; a kubelet lists at most 50. */
const IMAGES = 25;

function imagesOf(count: number): { names: string[]; sizeBytes: number }[] {
  return Array.from({ length: count }, (_, index) => {
    const image = `registry.example.org/shop/service-${index}`;
    const digest = createHash('sha256').update(image).digest('hex');
    return { names: [`${image}@sha256:${digest}`, `${image}:v1.${index}.0`], sizeBytes: 50_000_000 + index };
  });
}

/** A simulated node was recorded; a real one has what a kubelet adds. */
function grown(node: Node): Node {
  return withManagedFields({ ...node, status: { ...node.status, images: imagesOf(IMAGES) } });
}

/** The pool with these nodes in its status, all of them ready. */
export function withNodes(pool: LoadBalancerPool, places: readonly Place[]): LoadBalancerPool {
  const nodes = places.map(({ name, address }) => ({
    name,
    addresses: [
      { type: 'InternalIP' as const, address },
      { type: 'Hostname' as const, address: name },
    ],
    ready: true,
  }));
  const numbers = { observedGeneration: 1, totalNodes: places.length, readyNodes: places.length };
  return { ...pool, status: { ...numbers, nodes, conditions: counting(pool.status?.conditions, places) } };
}

/** A sync of a pool whose status already lists all of its nodes, made of the fixture `steady`. */
export function poolRequest(places: readonly Place[]): SyncRequest {
  const fixture = pairs().find(({ name }) => name === 'pools/sync/steady');
  const request = fixture?.request as SyncRequest;
  const recorded = request.related['Node.v1']?.['n1'];
  if (recorded === undefined) throw new Error('the fixture has no node n1');
  const template = grown(recorded);
  const nodes = places.map(({ name, address }, index) => {
    const names = { '"n1"': JSON.stringify(name), '192.168.0.2': address, '00000000009f': uidEnd(index) };
    return [name, clone(template, names)] as const;
  });
  return {
    ...request,
    object: withNodes(request.object, places),
    related: { 'Node.v1': Object.fromEntries(nodes) },
  };
}

function uidEnd(index: number): string {
  return index.toString(16).padStart(12, '0');
}
