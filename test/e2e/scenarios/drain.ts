import { strict as assert } from 'node:assert';

import type { V1Node, V1Pod, V1Service } from '@kubernetes/client-node';

import { recordChanges } from '../../framework/cluster/changes.ts';
import type { Change } from '../../framework/cluster/changes.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import { nodeOf } from '../../framework/cluster/load-balancer.ts';
import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { addressOf, everyNode } from '../../framework/cluster/nodes.ts';
import { addressesOf, prefix } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { Scenarios } from '../scenarios.ts';

type Records = Readonly<{
  nodes: readonly Change<V1Node>[];
  services: readonly Change<V1Service>[];
  pods: readonly Change<V1Pod>[];
}>;

function first<T>(changes: readonly Change<T>[], what: string, is: (object: T) => boolean): Change<T> {
  const found = changes.find(({ object }) => is(object));
  assert.ok(found, `${what} was not seen`);
  return found;
}

/** When a node was cordoned, and a Service withdrew its address. */
function withdrawalOf({ uid, name }: LoadBalancer, node: string, { nodes, services }: Records) {
  const isCordoned = ({ metadata, spec }: V1Node) => metadata?.name === node && spec?.unschedulable === true;
  const cordoned = first(nodes, `the cordon of ${node}`, isCordoned);
  const later = services.filter(({ revision }) => revision > cordoned.revision);
  const withdrawn = first(later, `the withdrawal by ${name}`, (service) => {
    return service.metadata?.uid === uid && !addressesOf(service).includes(addressOf(node));
  });
  return { cordoned, withdrawn };
}

/** When the proxy of a Service on a node had ended. */
async function endOf({ uid, name }: LoadBalancer, node: string, { pods }: Records): Promise<Change<V1Pod>> {
  const isProxy = (pod: V1Pod) =>
    pod.metadata?.labels?.[`${prefix}service-uid`] === uid && nodeOf(pod) === node;
  return eventually(() => {
    const deleted = pods.filter(({ type }) => type === 'DELETED');
    return Promise.resolve(first(deleted, `the end of the proxy of ${name}`, isProxy));
  });
}

async function drain(namespace: TestNamespace): Promise<void> {
  const { api, plane } = namespace.cluster;
  await namespace.createPool('default');
  const byDeployment = { workload: 'Deployment' };
  const web = await namespace.createExposed('web');
  const none = await namespace.createExposed('none', { workload: 'None' });
  const app = await namespace.createExposed('app', { ...byDeployment, replicas: '3' });
  const single = await namespace.createService('single', { annotations: byDeployment });
  await single.exposedByDeployment(1);
  const [proxy] = await single.proxies();
  assert.ok(proxy);
  const node = nodeOf(proxy);
  const others = everyNode.filter((address) => address !== addressOf(node));

  await namespace.restoreNodesAfterwards(node);
  const path = `/api/v1/namespaces/${namespace.name}`;
  const watches = [
    await recordChanges<V1Node>(api, '/api/v1/nodes'),
    await recordChanges<V1Service>(api, `${path}/services`),
    await recordChanges<V1Pod>(api, `${path}/pods`),
  ] as const;
  for (const watch of watches) namespace.afterwards(watch.end);
  const [nodes, services, pods] = watches;
  const records = { nodes: nodes.seen, services: services.seen, pods: pods.seen };
  await kubectl(plane, 'drain', node, '--ignore-daemonsets', '--timeout=50s');
  for (const service of [web, none]) await service.exposedAt(others);
  await app.publishes(others);
  await single.exposedByDeployment(1);

  const ended = await endOf(app, node, records);
  for (const service of [web, none, app]) {
    const { cordoned, withdrawn } = withdrawalOf(service, node, records);
    const after = (at: number) => `${Math.round(at - cordoned.at)} ms after the cordon`;
    const measured = `${service.name} withdrew the address ${after(withdrawn.at)}`;
    console.log(`      ${measured}; the proxy of ${app.name} ended ${after(ended.at)}`);
    assert.ok(withdrawn.revision < ended.revision, `${measured}, which was too late`);
  }
  await kubectl(plane, 'uncordon', node);
  for (const service of [web, none, app]) await service.exposedAt(everyNode);
  const empty = services.seen.filter(({ object }) => addressesOf(object).length === 0);
  assert.deepEqual(
    empty.map(({ object }) => object.metadata?.name),
    [],
    'a status was empty',
  );
}

export const dynamicApply: Scenarios = {
  'kubectl drain: addresses are withdrawn before the proxies end, none is the last one, and they return':
    drain,
};
