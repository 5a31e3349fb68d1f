import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const RANGES = 2950;
const PORTS = 950;

function range(_: unknown, index: number): string {
  return `2001:db8:1111:2222:3333:4444:5555:${(0x1000 + index).toString(16)}/128`;
}

/** The API server limits texts, annotations and objects: an object at our limit must be below all of these. */
export const title =
  'as many ports or source ranges as are accepted: the API server takes the workload, and one more is refused';

export async function run(namespace: TestNamespace): Promise<void> {
  const ports = Array.from({ length: PORTS }, () => namespace.port());
  const withoutNodePorts = { allocateLoadBalancerNodePorts: false };
  const wide = await namespace.createService('wide', { ports, spec: withoutNodePorts });
  const restricted = await namespace.createService('restricted', {
    spec: { loadBalancerSourceRanges: Array.from({ length: RANGES }, range) },
  });
  await restricted.exposedAt(everyNode);
  await wide.exposedAt(everyNode);

  const more = await namespace.createService('more', {
    ports: Array.from({ length: 1001 }, () => namespace.port()),
    spec: withoutNodePorts,
  });
  const message = await more.reportsProblem('InvalidService');
  assert.match(message, /spec.ports has 1001 entries; at most 1000 are allowed/);
}
