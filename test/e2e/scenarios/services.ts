import { strict as assert } from 'node:assert';

import { mergePatch } from '../../framework/cluster/api.ts';
import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import { ingressOf, prefix, servicePort } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { hostPortsOf } from '../../framework/cluster/workload.ts';
import type { Scenarios } from '../scenarios.ts';

export async function portsChanged(namespace: TestNamespace): Promise<void> {
  const [http, https] = [namespace.port(), namespace.port()];
  const web = await namespace.createService('web', { ports: [http, https] });
  const published = ingressOf(await web.exposedAt(everyNode));
  const modes = published.map(({ ipMode }) => ipMode);
  assert.deepEqual([...new Set(modes)], ['VIP']);
  const { kind, object } = await web.workload();
  assert.equal(kind, 'DaemonSet');
  assert.equal(object.metadata?.name, `akrobateo-web-${web.uid.slice(0, 8)}`);
  assert.equal(object.metadata.ownerReferences?.[0]?.uid, web.uid);
  assert.equal(object.spec?.template.metadata?.labels?.[`${prefix}service-uid`], web.uid);
  assert.deepEqual(hostPortsOf({ kind, object }), [`${http}/TCP`, `${https}/TCP`]);

  const changePorts = async (...ports: string[]) => {
    await web.patch({ spec: { ports: ports.map(servicePort) } });
    await web.rolledOut(ports);
    await web.exposedAt(everyNode);
  };
  await web.neverWithout(everyNode, async () => {
    // Merging lists by port number alone would lose one of the two, and then write for ever.
    await changePorts(`${http}/TCP`, `${http}/UDP`, `${https}/TCP`);
    await changePorts(`${http}/TCP`);
  });
  const ports = [`${https}/TCP`, `${https}/UDP`];
  const resolver = await namespace.createService('resolver', { ports });
  await resolver.exposedAt(everyNode);
  await resolver.rolledOut(ports);
}

export async function deploymentAndBack(namespace: TestNamespace): Promise<void> {
  const web = await namespace.createExposed('web');
  const statuses = await web.recordStatuses();
  await web.annotate({ workload: 'Deployment' });
  await web.exposedByDeployment(1);
  await web.annotate({ replicas: '2' });
  await web.exposedByDeployment(2);

  await web.annotate({ workload: null, replicas: null });
  await web.exposedAt(everyNode);
  assert.equal((await web.workload()).kind, 'DaemonSet');
  const empty = (await statuses.end()).filter((addresses) => addresses.length === 0);
  assert.deepEqual(empty, [], 'a status on the way was empty');
}

export async function optedOutOrClusterIp(namespace: TestNamespace): Promise<void> {
  const web = await namespace.createExposed('web');
  await web.annotate({ enabled: 'false' });
  await web.released();
  await web.annotate({ enabled: null });
  await web.exposedAt(everyNode);

  await web.patch({ spec: { type: 'ClusterIP' } });
  await web.released();
  await web.patch({ spec: { type: 'LoadBalancer' } });
  await web.exposedAt(everyNode);
}

function range(_: unknown, index: number): string {
  return `2001:db8:1111:2222:3333:4444:5555:${(0x1000 + index).toString(16)}/128`;
}

// The API server limits texts, annotations and objects: an object at our limit must be below all of these.
async function largestServices(namespace: TestNamespace): Promise<void> {
  const ports = (length: number) => Array.from({ length }, () => namespace.port());
  const spec = { allocateLoadBalancerNodePorts: false };
  const wide = await namespace.createService('wide', { ports: ports(950), spec });
  const loadBalancerSourceRanges = Array.from({ length: 2950 }, range);
  const restricted = await namespace.createService('restricted', { spec: { loadBalancerSourceRanges } });
  for (const service of [restricted, wide]) await service.exposedAt(everyNode);

  const more = await namespace.createService('more', { ports: ports(1001), spec });
  const message = await more.reportsProblem('InvalidService');
  assert.match(message, /spec.ports has 1001 entries; at most 1000 are allowed/);
}

export const both: Scenarios = {
  'a Service gets its DaemonSet and all addresses; ports change, TCP and UDP on one number: no status lacks an address, and another Service can use the port':
    portsChanged,

  'a Deployment instead of the DaemonSet, two replicas of it, and back: no status on the way is empty':
    deploymentAndBack,

  'a Service opts out and in again, becomes ClusterIP and LoadBalancer again: it has neither workload nor status meanwhile':
    optedOutOrClusterIp,

  'an annotation becomes faulty: nothing is lost, the reason is reported, and a correction recovers it':
    async (namespace) => {
      const web = await namespace.createExposed('web', { tolerations: 'dedicated=edge:NoSchedule' });
      const before = await web.running();
      await web.neverWithout(everyNode, async () => {
        await web.annotate({ workload: 'Deamonset' });
        assert.match(await web.reportsProblem('InvalidAnnotation', everyNode), /workload.*Deamonset/);
        assert.deepEqual(await web.running(), before);
        await web.annotate({ workload: null });
        await web.exposedAt(everyNode);
        assert.deepEqual(await web.running(), before);
      });
    },

  'hook and engine are restarted: nothing changes; another proxy image is rolled out: no status lacks an address':
    async (namespace) => {
      const { hook, engine } = namespace.cluster;
      const [port, image] = [namespace.port(), 'registry.example/akrobateo-proxy:next'];
      const web = await namespace.createService('web', { ports: [port] });
      const small = await namespace.createService('small', { annotations: { workload: 'Deployment' } });
      await web.exposedAt(everyNode);
      await small.exposedByDeployment(1);
      const look = async (service: LoadBalancer) => [await service.running(), (await service.read()).status];
      const before = [await look(web), await look(small)];
      const restarts = [() => hook.restart(), () => engine.stop().then(() => engine.start())];
      for (const restart of restarts) {
        await restart();
        await namespace.engineCaughtUp();
        assert.deepEqual([await look(web), await look(small)], before);
      }

      await web.neverWithout(everyNode, async () => {
        namespace.afterwards(() => hook.restart());
        await hook.restart({ PROXY_IMAGE: image });
        // The engine asks a restarted hook only when something happens to the Service.
        await web.patch({ metadata: { labels: { touched: 'yes' } } });
        await web.rolledOut([`${port}/TCP`], image);
        await web.exposedAt(everyNode);
      });
    },

  'as many ports or source ranges as are accepted: the API server takes the workload, and one more is refused':
    largestServices,

  '50 Services at once, with names of 63 characters that differ at the end, and all but one deleted at once':
    async (namespace) => {
      const names = Array.from({ length: 50 }, (_, index) => `web-${index}`.padStart(63, 'w'));
      const services = await Promise.all(names.map((name) => namespace.createService(name)));
      await Promise.all(services.map((service) => service.exposedAt(everyNode, 90_000)));
      const [last, ...rest] = services;
      await Promise.all(rest.map((service) => service.delete()));
      await Promise.all(rest.map((service) => service.workloadGone()));
      await last?.exposedAt(everyNode);
    },
};

export const dynamicApply: Scenarios = {
  "another implementation's loadBalancerClass: its status survives; our own class is served": async (
    namespace,
  ) => {
    const createOf = (name: string, loadBalancerClass: string) =>
      namespace.createService(name, { spec: { loadBalancerClass } });
    const theirs = await createOf('theirs', 'example.com/other');
    const ours = await createOf('ours', 'akrobateo.kontena.io/node');
    const condition = { type: 'example.com/Ready', status: 'True', reason: 'Provisioned', message: '' };
    const status = {
      loadBalancer: { ingress: [{ ip: '203.0.113.9', ipMode: 'VIP' }] },
      conditions: [{ ...condition, lastTransitionTime: '2026-01-01T00:00:00Z' }],
    };
    const target = { name: theirs.name, namespace: theirs.namespace, body: { status } };
    const written = await namespace.cluster.api.core.patchNamespacedServiceStatus(target, mergePatch);

    await ours.exposedAt(everyNode);
    await namespace.engineCaughtUp();
    assert.deepEqual(await theirs.read(), written);
    assert.deepEqual(await theirs.workloads(), []);
  },
};

export const serverSideApply: Scenarios = {
  'a Service is deleted and one of its name gets its own workload, also if the hook is down: nothing hangs':
    async (namespace) => {
      const { hook } = namespace.cluster;
      const ports = [namespace.port()];
      const first = await namespace.createService('web', { ports });
      await first.exposedAt(everyNode);
      await first.delete();
      const second = await namespace.createService('web', { ports });
      await first.workloadGone();
      await second.exposedAt(everyNode);
      assert.notEqual(second.uid, first.uid);

      namespace.afterwards(() => hook.restart());
      await hook.stop();
      await second.delete();
      await second.workloadGone();
      await hook.start();
      const third = await namespace.createService('web', { ports });
      await third.exposedAt(everyNode);
    },
};
