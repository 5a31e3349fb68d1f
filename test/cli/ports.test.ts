import assert from 'node:assert/strict';
import { portRows } from '../../hooks/cli/ports/port-rows.ts';
import { portTable } from '../../hooks/cli/ports/port-table.ts';
import { paintFor } from '../../hooks/cli/text/paint.ts';
import type { World } from '../../hooks/cli/world/world.ts';
import { assertGolden } from './run.ts';
import { EXPOSED, NONE, TAKEN, pod, running, service } from './worlds.ts';

function table(world: World, { pool, at }: { pool?: string; at?: string } = {}): string {
  return portTable(portRows(world, { pool, node: at }), paintFor(false));
}

describe('akrobateo ports', () => {
  it('names Services, pods, host-network pods, and who waits', () => {
    const pods = [
      pod('etcd-n1', 2379, { node: 'n1', hostNetwork: true }),
      pod('exporter', 9100, { node: 'n2', hostIP: '192.168.0.3' }),
      pod('job', 9101, { node: 'n2', phase: 'Succeeded' }),
      pod('pending', 9102),
      pod('all', 9103, { node: 'n2', hostIP: '0.0.0.0' }),
    ];
    assertGolden('ports.txt', table({ ...TAKEN, pods: [...TAKEN.pods, ...pods] }));
  });

  it('shows Services without proxies at what they publish', () => {
    assertGolden('ports-none.txt', table(NONE));
  });

  it('knows the proxies of a Deployment', () => {
    assert.match(table(running(service({ workload: 'Deployment' }), ['ready'])), / Service shop\/web /);
  });

  it('does not take a label for a proof', () => {
    const pods = EXPOSED.pods.map((each) => ({
      ...each,
      metadata: { ...each.metadata, ownerReferences: [] },
    }));
    assert.doesNotMatch(table({ ...EXPOSED, pods }), /Service/);
  });

  it('shows one node, or the nodes of a pool', () => {
    const pools = [{ metadata: { name: 'edge' }, status: { nodes: [{ name: 'n1' }, { name: 'n2' }] } }];
    const world = { ...EXPOSED, pools };
    const nodesIn = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]);
    assert.deepEqual(nodesIn(table(world, { at: 'n3' })), ['n3']);
    assert.deepEqual(nodesIn(table(world, { pool: 'edge' })), ['n1', 'n2']);
    assert.deepEqual(nodesIn(table(world, { pool: 'edge', at: 'n2' })), ['n2']);
    assert.equal(table(world, { pool: 'edge', at: 'n3' }), 'No pod holds a host port here.\n');
  });

  it('says when there is no such pool or node', () => {
    assert.throws(
      () => table(EXPOSED, { pool: 'x' }),
      /There is no LoadBalancerPool x; kubectl get lbpool lists them/,
    );
    assert.throws(() => table(EXPOSED, { at: 'x' }), /There is no node x; kubectl get nodes lists them/);
  });
});
