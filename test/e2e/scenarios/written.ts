import { strict as assert } from 'node:assert';

import { mergePatch } from '../../framework/cluster/api.ts';
import { exposureType, listExposures } from '../../framework/cluster/exposure.ts';
import type { Exposure } from '../../framework/cluster/exposure.ts';
import { addressesOfNodes, everyNode } from '../../framework/cluster/nodes.ts';
import type { PoolStatus } from '../../framework/cluster/pool.ts';
import { readActivity, settle, unwantedWrites } from '../../framework/cluster/steady.ts';
import type { ServiceRequest, TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { Scenarios } from '../scenarios.ts';

// Named in docs/threat-model.md.
const ofExposure =
  'a ServiceExposure is edited, forged, copied and deleted by hand: it is corrected, and nothing is lost';
const ofPool =
  "a pool's status is edited by hand, with nonsense too: it is written again, and so are the addresses";

async function exposureEdited(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const { custom } = api;
  const all = { ...exposureType, namespace: namespace.name };
  const find = async (isWanted = ({ metadata }: Exposure) => metadata.name !== 'copy'): Promise<Exposure> => {
    const found = (await listExposures(api, namespace.name)).find(isWanted);
    return found ?? assert.fail('there is no such ServiceExposure');
  };
  const web = await namespace.createExposed('web');
  const { metadata, spec } = await find();
  const target = { ...all, name: metadata.name };
  const isCorrected = async () => {
    await eventually(async () => {
      const exposure = await find();
      assert.deepEqual(exposure.spec, spec);
      const addresses = exposure.status?.nodes.flatMap((node) => node.addresses);
      assert.deepEqual(addresses?.sort(), [...everyNode].sort());
    });
    await web.exposedAt(everyNode);
  };

  const options = { hostIP: '203.0.113.1', workload: 'Deployment' };
  const edited = { ...target, body: { spec: { ports: ['22/TCP'], options } } };
  await custom.patchNamespacedCustomObject(edited, mergePatch);
  await isCorrected();
  const nodes = [{ name: 'forged', addresses: ['203.0.113.2'] }];
  await custom.patchNamespacedCustomObjectStatus({ ...target, body: { status: { nodes } } }, mergePatch);
  await isCorrected();

  const apiVersion = `${exposureType.group}/${exposureType.version}`;
  const copy = { apiVersion, kind: 'ServiceExposure', metadata: { name: 'copy' }, spec };
  await custom.createNamespacedCustomObject({ ...all, body: copy });
  await eventually(async () => {
    const { status } = await find((exposure) => exposure.metadata.name === 'copy');
    assert.equal(status?.conditions[0]?.reason, 'NotOwned');
    assert.deepEqual(status.nodes, []);
  });
  await custom.deleteNamespacedCustomObject({ ...all, name: 'copy' });

  await custom.deleteNamespacedCustomObject(target);
  await eventually(async () => {
    assert.notEqual((await find()).metadata.uid, metadata.uid);
  });
  await isCorrected();
}

const everything = {
  nodeSelector: {
    matchLabels: { 'kubernetes.io/os': 'linux' },
    matchExpressions: [
      { key: 'kubernetes.io/hostname', operator: 'In', values: ['n3', 'n1'] },
      { key: 'gpu', operator: 'DoesNotExist' },
    ],
  },
  tolerations: [
    { key: 'role', operator: 'Equal', value: '', effect: 'NoSchedule' },
    { key: 'role', value: 'edge' },
    { key: 'slow', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  ],
  addressTypes: ['InternalIP', 'ExternalIP'],
  namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'Exists' }] },
  allowedPorts: [{ port: 20_000, endPort: 29_999 }],
  reservedPorts: [{ port: 9100 }, { port: 30_000, endPort: 32_767 }],
};

/** Without a pool, with three protocols on one port. */
const placed = {
  'node-selector': 'kubernetes.io/hostname in (n1,n3),!gpu',
  tolerations: 'role=edge:NoSchedule,role=edge:NoExecute',
};
const alone: Record<string, ServiceRequest> = {
  web: { annotations: { ...placed, 'ip-mode': 'Proxy' } },
  bound: { annotations: { 'host-ip': '192.168.0.1' } },
  small: {
    annotations: { ...placed, workload: 'Deployment', replicas: '2', addresses: '203.0.113.7' },
    spec: { loadBalancerSourceRanges: ['198.51.100.0/24', '192.0.2.0/24'] },
  },
  both: { spec: { externalTrafficPolicy: 'Local', ipFamilyPolicy: 'RequireDualStack' } },
};
const inPool: Record<string, Record<string, string>> = {
  'pool-web': { tolerations: 'role=edge:NoSchedule', 'node-selector': 'zone!=c' },
  'pool-small': { workload: 'Deployment', replicas: '2' },
  'pool-none': { workload: 'None' },
};

/**
 * An answer that differs from what the API server makes of it is written again in each sync; the server finds nothing
 * changed, so nothing happens and the quiet windows do not show it.
 */
async function touched(namespace: TestNamespace): Promise<void> {
  const { cluster } = namespace;
  const pool = await namespace.createPool('edge', everything);
  const services = [];
  for (const [name, annotations] of Object.entries(inPool))
    services.push(
      await namespace.createExposed(name, { ...annotations, pool: 'edge' }, addressesOfNodes('n1', 'n3')),
    );
  for (const [name, request] of Object.entries(alone)) {
    const port = namespace.port();
    const ports = ['TCP', 'UDP', 'SCTP'].map((protocol) => `${port}/${protocol}`);
    const service = await namespace.createService(name, { ports, ...request });
    await service.available();
    services.push(service);
  }
  await settle(cluster.plane);

  const touch = { metadata: { labels: { touched: 'yes' } } };
  const before = await readActivity(cluster);
  for (const service of services) await service.patch(touch);
  await pool.merge(touch);
  await eventually(async () => {
    const now = await readActivity(cluster);
    assert.ok(now.pools > before.pools, 'the pool was not synced');
    assert.ok(now.services >= before.services + services.length, 'not all Services were synced');
  });
  await settle(cluster.plane);
  const { writes } = await readActivity(cluster);
  assert.deepEqual(unwantedWrites(before.writes, writes), [
    '1 PATCH loadbalancerpools 200',
    `${services.length} PATCH services 200`,
  ]);
}

const forgedStatuses: readonly PoolStatus[] = [
  {
    nodes: ['n1', 'elsewhere'].map((name) => ({
      name,
      addresses: [{ type: 'InternalIP', address: '203.0.113.66' }],
      ready: true,
    })),
    totalNodes: 2,
  },
  {
    nodes: [{ name: '', addresses: [{ type: 'InternalIP', address: 'not-an-address' }], ready: true }],
    observedGeneration: 99,
    conditions: [],
  },
];

/** A condition that was removed gets another time, so only its message is compared. */
function withoutTimes({ conditions, ...status }: PoolStatus): object {
  return { ...status, messages: conditions?.map(({ message }) => message) };
}

async function poolStatusForged(namespace: TestNamespace): Promise<void> {
  const pool = await namespace.createPool('default');
  const status = withoutTimes(await pool.reports(['n1', 'n2', 'n3']));
  const web = await namespace.createExposed('web');
  const none = await namespace.createExposed('none', { workload: 'None' });
  for (const forged of forgedStatuses) {
    await pool.forge(forged);
    await eventually(async () => {
      assert.deepEqual(withoutTimes(await pool.status()), status);
    });
    await namespace.engineCaughtUp();
    for (const service of [web, none]) await service.exposedAt(everyNode);
  }
}

export const both: Scenarios = {
  [ofExposure]: exposureEdited,
  'a pool with everything set, and Services with everything set, are touched: they are synced, and only the touch is written':
    touched,
};

export const dynamicApply: Scenarios = {
  [ofPool]: poolStatusForged,
};
