import { strict as assert } from 'node:assert';

import type { Api } from '../../framework/cluster/api.ts';
import {
  addressesOfNodes,
  everyNode,
  fakeNode,
  labelNode,
  nodeAddresses,
  selecting,
  setAddresses,
  setKubelet,
  taintNode,
} from '../../framework/cluster/nodes.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { Scenarios } from '../scenarios.ts';

const allowed = 2000;
/** A machine that stalls delays one measurement, but not each of them. */
const attempts = 3;

/** Label by which Kubernetes itself leaves a node out of load balancers. */
const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';
const autoscaler = { key: 'ToBeDeletedByClusterAutoscaler', value: '1700000000', effect: 'NoSchedule' };
const external = { type: 'ExternalIP', address: '203.0.113.2' };
const original = (name: string) => nodeAddresses(fakeNode(name));

/** A change of a node that can be undone, and what is published until then. */
interface Change {
  readonly make: (api: Api) => Promise<void>;
  readonly undo: (api: Api) => Promise<void>;
  readonly addresses: readonly string[];
  /** What the pool lists, if that changes. */
  readonly members?: readonly string[];
}

const changes: Readonly<Record<string, Change>> = {
  'is not ready': {
    make: (api) => setKubelet(api, 'n1', false),
    undo: (api) => setKubelet(api, 'n1', true),
    addresses: addressesOfNodes('n2', 'n3'),
  },
  'has another address': {
    make: (api) => setAddresses(api, 'n1', nodeAddresses({ name: 'n1', addresses: ['192.168.0.7'] })),
    undo: (api) => setAddresses(api, 'n1', original('n1')),
    addresses: [...addressesOfNodes('n2', 'n3'), '192.168.0.7'],
  },
  'has an external address, the only one': {
    make: (api) => setAddresses(api, 'n2', [...original('n2'), external]),
    undo: (api) => setAddresses(api, 'n2', original('n2')),
    addresses: [external.address],
  },
  'has no address': {
    make: (api) => setAddresses(api, 'n2', []),
    undo: (api) => setAddresses(api, 'n2', original('n2')),
    addresses: addressesOfNodes('n1', 'n3'),
  },
  'is excluded from load balancers': {
    make: (api) => labelNode(api, 'n1', { [excludeLabel]: '' }),
    undo: (api) => labelNode(api, 'n1', { [excludeLabel]: null }),
    addresses: addressesOfNodes('n2', 'n3'),
    members: ['n2', 'n3'],
  },
  'will be removed by the autoscaler': {
    make: (api) => taintNode(api, 'n2', [autoscaler]),
    undo: (api) => taintNode(api, 'n2', []),
    addresses: addressesOfNodes('n1', 'n3'),
    members: ['n1', 'n3'],
  },
};

export const dynamicApply: Scenarios = {
  'a node changes its readiness or addresses, or is left out: Services are at most two seconds behind the status of the pool':
    async (namespace) => {
      const { api } = namespace.cluster;
      await namespace.restoreNodesAfterwards('n1', 'n2');
      const pool = await namespace.createPool('default');
      await namespace.createPool('lonely', selecting('n2'));
      const web = await namespace.createExposed('web');
      const none = await namespace.createExposed('none', { workload: 'None' });
      const lonely = await namespace.createExposed('lonely', { pool: 'lonely' }, addressesOfNodes('n2'));
      /** Changes a node; how many milliseconds after the pool the last Service reported that. */
      const delayOf = async (change: Change['make'], addresses: readonly string[]) => {
        const before = (await pool.status()).nodes;
        await change(api);
        const isReported = async () => {
          assert.notDeepEqual((await pool.status()).nodes, before);
        };
        await eventually(isReported, { interval: 50, what: 'the pool did not report it' });
        const start = performance.now();
        await Promise.all([web, none].map((service) => service.publishes(addresses)));
        return performance.now() - start;
      };
      for (const [what, change] of Object.entries(changes)) {
        const { make, undo, addresses, members = ['n1', 'n2', 'n3'] } = change;
        const delays: number[] = [];
        do {
          const there = await delayOf(make, addresses);
          await none.exposedAt(addresses);
          await pool.reports(members);
          if (what === 'has no address') await lonely.reportsProblem('NoReadyNode');
          delays.push(Math.max(there, await delayOf(undo, everyNode)));
          for (const service of [web, none]) await service.exposedAt(everyNode);
        } while (Math.min(...delays) > allowed && delays.length < attempts);
        const late = `a node ${what}: Services were ${delays.join(', ')} ms behind the pool`;
        assert.ok(Math.min(...delays) <= allowed, late);
      }
    },
};
