import { strict as assert } from 'node:assert';

import { eventually } from '../framework/processes/eventually.ts';
import { strategies } from '../framework/cluster/engine.ts';
import type { Engine } from '../framework/cluster/engine.ts';
import { addressesOfNodes, everyNode, selecting } from '../framework/cluster/nodes.ts';
import { ingressOf } from '../framework/cluster/service.ts';
import { useStarted } from '../framework/processes/started.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { secure, startRbacCluster } from './rbac/cluster.ts';
import type { Scenario, Scenarios } from './scenarios.ts';
import { localTrafficPolicy } from './scenarios/nodes.ts';
import { deploymentAndBack, optedOutOrClusterIp, portsChanged } from './scenarios/services.ts';

/** Together they need every permission that Metacontroller ever needs for our controllers. */
const scenarios: Scenarios = {
  'ports are added and removed': portsChanged,
  'a DaemonSet becomes a Deployment, and a DaemonSet again': deploymentAndBack,
  'endpoints change while externalTrafficPolicy is Local': localTrafficPolicy,
  'a Service opts out, and becomes ClusterIP': optedOutOrClusterIp,

  'a pool reports its nodes, and a Service without proxies is published at them': async (namespace) => {
    const created = await namespace.createPool('default', { workload: 'None' });
    await created.reports(['n1', 'n2', 'n3']);
    const web = await namespace.createExposed('web');
    await created.patch(selecting('n1'));
    await created.reports(['n1']);
    await web.exposedAt(addressesOfNodes('n1'));
    await web.delete();
  },

  'a hook that is down becomes one event that counts, and the Service gets what it requested afterwards':
    async (namespace) => {
      const web = await namespace.createExposed('web');
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
        assert.equal(ingressOf(await web.read())[0]?.['ipMode'], 'Proxy');
      });
      await web.exposedAt(everyNode);
    },
};

/**
 * Granted although no request uses it: asked for by the admission plugin OwnerReferencesPermissionEnforcement, which this
 * API server has switched on. Without it no attachment is created here.
 */
const unusedPermissions = ['core/services/finalizers update'];

describe('the dedicated Metacontroller under its own roles', () => {
  const cluster = useStarted(startRbacCluster);

  /** Runs a scenario with this engine, once that has seen everything. */
  async function runScenario(engine: Engine, run: Scenario): Promise<void> {
    const namespace = await TestNamespace.create({ ...cluster(), engine }, 'rbac');
    await namespace.run(async () => {
      await namespace.engineCaughtUp();
      await run(namespace);
    });
  }

  it('is deployed with the hook in a namespace that enforces the restricted level', async () => {
    const { api } = cluster();
    const isAdmitted = async () => {
      const { items } = await api.apps.listNamespacedDeployment({ namespace: 'akrobateo-system' });
      const available = items.map(({ metadata, status }) => [
        metadata?.name,
        status?.availableReplicas,
        status?.conditions?.find(({ type }) => type === 'ReplicaFailure')?.message,
      ]);
      assert.deepEqual(available, [
        ['akrobateo', 2, undefined],
        ['akrobateo-metacontroller', 2, undefined],
      ]);
    };
    await eventually(isAdmitted, { what: 'the pods were not admitted' });
  });

  for (const strategy of strategies) {
    describe(strategy, () => {
      const engine = useStarted(async () => cluster().engine(strategy).start());
      for (const [title, run] of Object.entries(scenarios)) it(title, () => runScenario(engine(), run));
    });
  }

  describe('with HTTPS and a token', () => {
    const engine = useStarted(async () => {
      const used = [...cluster().audit().used];
      const ofSecrets = used.filter((permission) => permission.startsWith('core/secrets '));
      assert.deepEqual(ofSecrets, [], 'Secrets are read without');
      await secure(cluster());
      return cluster().engine('dynamic-apply').start();
    });

    it('a Service gets its addresses', () => runScenario(engine(), () => Promise.resolve()));
  });

  // A block, so that it is the last one: mocha runs the tests of a block before the blocks in it.
  describe('by the audit log of the API server', () => {
    it('was refused nothing', () => {
      const refused = [...cluster().audit().refused];
      assert.deepEqual(refused, [], 'permissions that are missing in deploy/metacontroller');
    });

    it('used everything that it is granted', () => {
      const { used } = cluster().audit();
      const unused = cluster().granted.filter((permission) => !used.has(permission));
      assert.deepEqual(unused, unusedPermissions, 'permissions that deploy/metacontroller need not grant');
    });

    it('used nothing that others grant it', () => {
      const ours = new Set(cluster().granted);
      const foreign = [...cluster().audit().used].filter((permission) => !ours.has(permission));
      assert.deepEqual(foreign, []);
    });
  });
});
