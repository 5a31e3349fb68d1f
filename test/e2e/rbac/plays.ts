import { strict as assert } from 'node:assert';

import { eventually } from '../framework/eventually.ts';
import { addressesOfNodes, everyNode, fakeNodes } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';
import { deploymentAndBack } from '../scenarios/deployment-and-back.ts';
import { localTrafficPolicy } from '../scenarios/local-traffic-policy.ts';
import { optOut } from '../scenarios/opt-out.ts';
import { portAdded } from '../scenarios/port-added.ts';

const pool: Scenario = {
  title: 'a pool reports its nodes, and a Service without proxies is published at them',
  name: 'pool',
  async play(scene) {
    const names = fakeNodes.map(({ name }) => name);
    const created = await scene.createPool('default', { workload: 'None' });
    await created.reports(names);
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);
    await created.patch({ nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n1' } } });
    await created.reports(['n1']);
    await web.exposedAt(addressesOfNodes('n1'));
    await web.delete();
  },
};

const silentHook: Scenario = {
  title:
    'a hook that is away becomes one event that counts, and the Service gets what it asked for afterwards',
  name: 'silent-hook',
  async play(scene) {
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);
    const { hook } = scene.cluster;
    await hook.stop();
    scene.afterwards(() => hook.restart());
    await web.annotate({ 'ip-mode': 'Proxy' });
    await eventually(async () => {
      const { items } = await scene.cluster.api.core.listNamespacedEvent({ namespace: scene.namespace });
      const counts = items.filter(({ reason }) => reason === 'SyncError').map(({ count = 1 }) => count);
      assert.ok(Math.max(0, ...counts) > 1, `the counts of SyncError are ${counts.join(', ') || 'none'}`);
    });
    await hook.start();
    await eventually(async () => {
      const { status } = await web.read();
      assert.equal(status?.loadBalancer?.ingress?.[0]?.ipMode, 'Proxy');
    });
  },
};

/** Between them Metacontroller does everything that it ever does for our controllers. */
export const plays: readonly Scenario[] = [
  portAdded,
  deploymentAndBack,
  localTrafficPolicy,
  optOut,
  pool,
  silentHook,
];
