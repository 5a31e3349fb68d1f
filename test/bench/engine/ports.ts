import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { create } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { startCluster } from '../../framework/cluster/cluster.ts';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { Pool } from '../../framework/cluster/pool.ts';
import { addressesOf, servicePort } from '../../framework/cluster/service.ts';
import { createNamespace } from '../../framework/cluster/test-namespace.ts';
import { nodesOf, withCluster } from '../cluster/start.ts';
import { repeat } from './parallel.ts';

/** Syncs of ServiceExposures that one change causes where ports are shared, and where they are not. Without proxies. */
const NODES = 100;
const SERVICES = 500;
const PORTS = 3;
const ON_ONE_PORT = 50;
const QUIET_MILLISECONDS = 5000;
const namespace = 'ports';

async function createService(api: Api, name: string, ports: readonly number[]): Promise<void> {
  await create(api, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, annotations: { 'akrobateo.kontena.io/workload': 'None' } },
    spec: { type: 'LoadBalancer', ports: ports.map(servicePort), allocateLoadBalancerNodePorts: false },
  });
}

async function exposed(api: Api, name: string): Promise<void> {
  await eventually(
    async () => {
      const service = await api.core.readNamespacedService({ name, namespace });
      assert.equal(addressesOf(service).length, NODES);
    },
    { timeout: 300_000, what: `${name} was not exposed` },
  );
}

/** Calls of exposures/sync from an action on until there are no more. */
async function syncsOf({ engine }: Cluster, action: () => Promise<void>): Promise<number> {
  const before = await engine.calls('akrobateo-exposures');
  await action();
  let last = NaN;
  for (let now = before; now !== last; now = await engine.calls('akrobateo-exposures')) {
    last = now;
    await sleep(QUIET_MILLISECONDS);
  }
  return last - before;
}

async function measureOn(cluster: Cluster): Promise<string[]> {
  const { api } = cluster;
  await createNamespace(api, namespace);
  await Pool.create(api, 'default');
  await repeat(SERVICES, (index) => {
    const first = 1024 + PORTS * index;
    return createService(api, `own-${index}`, [first, first + 1, first + 2]);
  });
  await exposed(api, `own-${SERVICES - 1}`);
  await syncsOf(cluster, () => Promise.resolve());
  const alone = await syncsOf(cluster, () => createService(api, 'one-more', [80, 81, 82]));
  await createService(api, 'holder', [443]);
  await exposed(api, 'holder');
  await sleep(1100);
  await repeat(ON_ONE_PORT - 1, (index) => createService(api, `waits-${index}`, [443]));
  await syncsOf(cluster, () => Promise.resolve());
  const freed = await syncsOf(cluster, () =>
    api.core.deleteNamespacedService({ name: 'holder', namespace }).then(() => undefined),
  );
  return [
    `| one more Service, where ${SERVICES} have ${PORTS} ports each and share none | ${alone} |`,
    `| the holder of a port that ${ON_ONE_PORT} Services request is deleted | ${freed} |`,
  ];
}

/** Rows of a Markdown table with two columns: what changes, and how many calls of exposures/sync that causes. */
export async function measurePorts(): Promise<string[]> {
  return withCluster(await startCluster({ name: 'ports', nodes: nodesOf(NODES) }), measureOn);
}
