import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';
import { portRows } from '../../hooks/cli/ports/port-rows.ts';
import { portTable } from '../../hooks/cli/ports/port-table.ts';
import { paintFor } from '../../hooks/cli/text/paint.ts';
import type { World } from '../../hooks/cli/world/world.ts';
import { assertGolden } from './run.ts';
import { node, pod, worldOfFixture } from './worlds.ts';

const config = readConfig({});

function table(world: World, { pool, at }: { pool?: string; at?: string } = {}): string {
  const rows = portRows(world, { config, pool, node: at, now: worldOfFixture('none-exposed').now });
  return portTable(rows, paintFor(false));
}

describe('akrobateo ports', () => {
  const exposed = worldOfFixture('daemonset-exposed').world;
  const taken = worldOfFixture('problem-port-taken-on-one-node').world;

  it('names Services, pods, host-network pods, and who waits', () => {
    const pods = [
      pod('etcd-n1', 2379, { node: 'n1', hostNetwork: true }),
      pod('exporter', 9100, { node: 'n2', hostIP: '192.168.0.3' }),
      pod('job', 9101, { node: 'n2', phase: 'Succeeded' }),
      pod('pending', 9102),
      pod('all', 9103, { node: 'n2', hostIP: '0.0.0.0' }),
    ];
    assertGolden('ports.txt', table({ ...taken, pods: [...taken.pods, ...pods] }));
  });

  it('shows Services without proxies at what they publish', () => {
    assertGolden('ports-none.txt', table(worldOfFixture('none-exposed').world));
  });

  it('does not take a label for a proof', () => {
    const { world } = worldOfFixture('pods-with-forged-label');
    const rows = portRows(world, { config, pool: undefined, node: undefined, now: 0 });
    const own = rows.filter(({ holder }) => holder.startsWith('Service'));
    assert.ok(own.length < rows.length, 'the forged pods are pods');
  });

  it('shows one node, or the nodes of a pool', () => {
    const pools = [{ metadata: { name: 'edge' }, status: { nodes: [{ name: 'n1' }, { name: 'n2' }] } }];
    const world = { ...exposed, pools };
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
    const world = { ...exposed, nodes: [node('n1', '192.168.0.2')] };
    assert.throws(
      () => table(world, { pool: 'x' }),
      /There is no LoadBalancerPool x; kubectl get lbpool shows/,
    );
    assert.throws(() => table(world, { at: 'x' }), /There is no node x; kubectl get nodes shows/);
  });
});
