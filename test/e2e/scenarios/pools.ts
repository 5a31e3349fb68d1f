import { strict as assert } from 'node:assert';

import {
  addressesOfNodes,
  everyNode,
  fakeNodes,
  labelNode,
  selecting,
  taintNode,
} from '../../framework/cluster/nodes.ts';
import { ingressOf } from '../../framework/cluster/service.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { Scenarios } from '../scenarios.ts';

export const both: Scenarios = {
  'a pool named by annotation: proxies on its nodes only, a tainted one too; nodes join and leave': async (
    namespace,
  ) => {
    const { api } = namespace.cluster;
    const taint = { key: 'role', value: 'edge', effect: 'NoSchedule' };
    await namespace.restoreNodesAfterwards('n1', 'n2', 'n3');
    for (const name of ['n1', 'n2']) await labelNode(api, name, { role: 'edge' });
    await taintNode(api, 'n2', [taint]);
    const nodeSelector = { matchLabels: { role: 'edge' } };
    const pool = await namespace.createPool('edge', { nodeSelector, tolerations: [taint] });
    const web = await namespace.createExposed('web', { pool: 'edge' }, addressesOfNodes('n1', 'n2'));
    await web.proxiesRunOn('n1', 'n2');
    assert.equal(await pool.hasReason('Ready'), '2 of 2 nodes are ready');

    await labelNode(api, 'n3', { role: 'edge' });
    await web.exposedAt(everyNode);
    await labelNode(api, 'n1', { role: null });
    await web.exposedAt(addressesOfNodes('n2', 'n3'));
    await web.proxiesRunOn('n2', 'n3');
    await pool.reports(['n2', 'n3']);
  },

  'a pool becomes exclusive: others leave its nodes, and come back when it no longer is': async (
    namespace,
  ) => {
    const others = await namespace.createPool('default');
    const web = await namespace.createExposed('web');
    const none = await namespace.createExposed('none', { workload: 'None' });

    const bank = await namespace.createPool('bank', { exclusive: true, ...selecting('n1') });
    await namespace.createExposed('safe', { pool: 'bank' }, addressesOfNodes('n1'));
    for (const service of [web, none]) await service.exposedAt(addressesOfNodes('n2', 'n3'));
    await web.proxiesRunOn('n2', 'n3');
    await others.reports(['n2', 'n3']);
    assert.match(await others.hasReason('Ready'), /1 node belongs to exclusive LoadBalancerPool bank/);

    await bank.patch({ exclusive: false });
    for (const service of [web, none]) await service.exposedAt(everyNode);
    await eventually(async () => {
      assert.ok(!('labels' in (await bank.read()).metadata), 'the label is still there');
    });
  },
};

export const serverSideApply: Scenarios = {
  'two pools share a node; without a pool named default a Service that names none takes every node': async (
    namespace,
  ) => {
    const port = namespace.port();
    await namespace.createPool('east', selecting('n1', 'n2'));
    await namespace.createPool('west', selecting('n2', 'n3'));
    const east = await namespace.createService('east', { ports: [port], annotations: { pool: 'east' } });
    const west = await namespace.createExposed('west', { pool: 'west' }, addressesOfNodes('n2', 'n3'));
    const without = await namespace.createExposed('without');
    await east.exposedAt(addressesOfNodes('n1', 'n2'));
    await east.proxiesRunOn('n1', 'n2');
    await west.proxiesRunOn('n2', 'n3');

    const same = await namespace.createService('same', { ports: [port], annotations: { pool: 'west' } });
    const message = await same.reportsProblem('PortTaken', addressesOfNodes('n3'));
    assert.ok(message.includes(` Service ${namespace.name}/east `) && message.includes(' node n2'), message);
    await east.annotate({ pool: 'west' });
    await without.annotate({ pool: 'east' });
    await without.exposedAt(addressesOfNodes('n1', 'n2'));
    await without.proxiesRunOn('n1', 'n2');
    await same.delete();
    await east.exposedAt(addressesOfNodes('n2', 'n3'));
  },

  'a pool publishes host names, and a Service in it addresses of both families because it requests them':
    async (namespace) => {
      const pool = await namespace.createPool('default', { addressTypes: ['Hostname', 'InternalIP'] });
      const web = await namespace.createService('web');
      const service = await web.exposedAt(fakeNodes.map(({ name }) => name));
      for (const entry of ingressOf(service)) assert.deepEqual(Object.keys(entry), ['hostname']);
      const both = await namespace.createService('both', {
        annotations: { 'address-types': 'ExternalIP,InternalIP' },
        spec: { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
      });
      await both.exposedAt(['fd00:192:168::10', ...everyNode]);
      await pool.patch({ addressTypes: ['InternalIP'] });
      await web.exposedAt(everyNode);
    },

  'a pool allows and reserves ports: the others stay exposed, and a changed rule binds at once': async (
    namespace,
  ) => {
    const [http, https, metrics] = [namespace.port(), namespace.port(), namespace.port()];
    const pool = await namespace.createPool('edge', {
      allowedPorts: [{ port: http, endPort: https }],
      reservedPorts: [{ port: https }],
    });
    const annotations = { pool: 'edge' };
    const web = await namespace.createService('web', { ports: [http, metrics], annotations });
    const allowed = `${metrics}/TCP is not allowed \\(LoadBalancerPool edge allows ${http}-${https}\\)`;
    assert.match(await web.reportsProblem('PoolForbids', everyNode), new RegExp(allowed));
    await web.rolledOut([`${http}/TCP`]);

    const tls = await namespace.createService('tls', { ports: [https], annotations });
    const reserved = `${https}/TCP is reserved \\(LoadBalancerPool edge reserves ${https}\\)`;
    assert.match(await tls.reportsProblem('PortReserved'), new RegExp(reserved));
    assert.deepEqual(await tls.workloads(), []);

    await pool.patch({ allowedPorts: null, reservedPorts: [{ port: http }] });
    assert.match(await web.reportsProblem('PortReserved', everyNode), new RegExp(`${http}/TCP is reserved`));
    await web.rolledOut([`${metrics}/TCP`]);
    await tls.exposedAt(everyNode);

    await pool.patch({ allowedPorts: [{ port: https }], reservedPorts: null });
    assert.match(await web.reportsProblem('PoolForbids'), new RegExp(`${http}/TCP is not allowed`));
    await web.workloadGone();
    await pool.patch({ allowedPorts: null });
    await web.exposedAt(everyNode);
    await web.rolledOut([`${http}/TCP`, `${metrics}/TCP`]);
  },

  'a pool for some namespaces: a Service of another gets nothing until its namespace has the label': async (
    namespace,
  ) => {
    await namespace.createPool('shop', { namespaceSelector: { matchLabels: { tenant: 'shop' } } });
    const annotations = { pool: 'shop' };
    const web = await namespace.createService('web', { annotations });
    const none = await namespace.createService('none', { annotations: { ...annotations, workload: 'None' } });
    const refused = async () => {
      for (const service of [web, none]) {
        const message = await service.reportsProblem('PoolForbids');
        assert.ok(
          message.includes(`LoadBalancerPool shop does not admit namespace ${namespace.name}`),
          message,
        );
        await service.workloadGone();
      }
    };
    await refused();
    const running = await namespace.createExposed('running');
    const before = await running.running();
    await running.annotate(annotations);
    await running.reportsProblem('PoolForbids', everyNode);
    assert.deepEqual(await running.running(), before);

    await namespace.labelNamespace({ tenant: 'shop' });
    for (const service of [web, none, running]) await service.exposedAt(everyNode);
    await namespace.labelNamespace({ tenant: null });
    await refused();
    await running.reportsProblem('PoolForbids');
  },
};
