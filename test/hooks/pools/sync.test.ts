import assert from 'node:assert/strict';
import { syncPool } from '../../../hooks/pools/sync.ts';
import type { SyncRequest } from '../../../hooks/pools/request-schema.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

function poolOf(count: number): SyncRequest {
  const nodes = Array.from({ length: count }, (_, index) => {
    const name = `worker-${String(index).padStart(5, '0')}.example.org`;
    const addresses = [
      { type: 'InternalIP', address: `10.64.${index >> 8}.${index & 255}` },
      { type: 'Hostname', address: name },
    ];
    return { metadata: { name }, status: { addresses, conditions: [{ type: 'Ready', status: 'True' }] } };
  });
  return {
    object: { metadata: { name: 'default', generation: 1 } },
    related: { 'Node.v1': Object.fromEntries(nodes.map((node) => [node.metadata.name, node])) },
  };
}

describe('a pool of very many nodes', () => {
  it('reports all of 5,000', () => {
    const { status } = syncPool(poolOf(5000), NOW);
    assert.deepEqual([status.totalNodes, status.readyNodes, status.nodes.length], [5000, 5000, 5000]);
    assert.equal(status.conditions[0]?.reason, 'Ready');
    assert.ok(JSON.stringify(status).length < 1_500_000);
  });

  it('reports as many of 9,000 as fit, and says so', () => {
    const { status } = syncPool(poolOf(9000), NOW);
    const listed = status.nodes.length;
    assert.deepEqual([status.totalNodes, status.readyNodes], [9000, 9000]);
    assert.ok(listed > 4000 && listed < 9000, `${listed}`);
    assert.ok(JSON.stringify(status).length < 1_100_000);
    const more = `only ${listed} fit into the status; divide the nodes among several pools`;
    assert.deepEqual(status.conditions, [
      {
        type: 'Ready',
        status: 'True',
        reason: 'TooManyNodes',
        message: `9000 of 9000 nodes are ready, but ${more}`,
        lastTransitionTime: '2026-11-23T12:00:00Z',
        observedGeneration: 1,
      },
    ]);
  });
});
