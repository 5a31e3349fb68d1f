import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode, fakeNodes } from '../../framework/cluster/nodes.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { Scenario } from '../scenarios.ts';
import * as deploymentAndBack from '../scenarios/deployment-and-back.ts';
import * as localTrafficPolicy from '../scenarios/local-traffic-policy.ts';
import * as optedOut from '../scenarios/opted-out-or-cluster-ip.ts';
import * as portsChanged from '../scenarios/ports-changed.ts';

const pool: Scenario = {
  title: 'a pool reports its nodes, and a Service without proxies is published at them',
  async run(namespace) {
    const created = await namespace.createPool('default', { workload: 'None' });
    await created.reports(fakeNodes.map(({ name }) => name));
    const web = await namespace.createService('web');
    await web.exposedAt(everyNode);
    await created.patch({ nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n1' } } });
    await created.reports(['n1']);
    await web.exposedAt(addressesOfNodes('n1'));
    await web.delete();
  },
};

const hookDown: Scenario = {
  title:
    'a hook that is down becomes one event that counts, and the Service gets what it requested afterwards',
  async run(namespace) {
    const web = await namespace.createService('web');
    await web.exposedAt(everyNode);
    const { api, hook } = namespace.cluster;
    namespace.afterwards(() => hook.restart());
    await hook.stop();
    await web.annotate({ 'ip-mode': 'Proxy' });
    await eventually(async () => {
      const { items } = await api.core.listNamespacedEvent({ namespace: namespace.name });
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

/** Together they need every permission that Metacontroller ever needs for our controllers. */
export const scenarios: readonly Scenario[] = [
  portsChanged,
  deploymentAndBack,
  localTrafficPolicy,
  optedOut,
  pool,
  hookDown,
];
