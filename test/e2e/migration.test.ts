import { strict as assert } from 'node:assert';

import { parseAllDocuments } from 'yaml';

import { blocksOf, documentAt } from '../documents/documents.ts';
import { create, ifFound } from '../framework/cluster/api.ts';
import type { Manifest } from '../framework/cluster/api.ts';
import { startCluster } from '../framework/cluster/cluster.ts';
import { useStarted } from '../framework/processes/started.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { addressesOfNodes, everyNode, labelNode } from '../framework/cluster/nodes.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';

const k3s = 'svccontroller.k3s.cattle.io';

/** The pools that the guide shows. */
function poolsOfGuide(): { metadata: { name: string }; spec: object }[] {
  const blocks = blocksOf(documentAt('docs/guides/migration.md'));
  const text = blocks.filter(({ language }) => language === 'yaml').map((block) => block.text);
  return text.flatMap((each) => parseAllDocuments(each)).map((each) => each.toJS() as never);
}

/** A DaemonSet that another implementation made for a Service, as far as it matters: it holds the port on its nodes. */
function predecessor(
  metadata: Manifest['metadata'],
  port: number,
  labels: object,
  nodeSelector = {},
): Manifest {
  const container = { name: 'lb', image: 'lb', ports: [{ containerPort: port, hostPort: port }] };
  const template = { metadata: { labels }, spec: { nodeSelector, containers: [container] } };
  const spec = { selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec };
}

describe('docs/guides/migration.md', () => {
  const cluster = useStarted(() => startCluster({ name: 'migration' }));
  let namespace: TestNamespace;
  beforeEach(async () => {
    namespace = await TestNamespace.create(cluster(), 'migration');
  });
  afterEach(() => namespace.cleanUp());

  /** Has another implementation hold a port, and waits until its pods do; the result deletes it. */
  async function holdPort(daemonSet: Manifest, nodes: number): Promise<() => Promise<unknown>> {
    const { api } = cluster();
    const { name, namespace: where = '' } = daemonSet.metadata;
    await create(api, daemonSet);
    const end = () => ifFound(api.apps.deleteNamespacedDaemonSet({ namespace: where, name }));
    namespace.afterwards(end);
    await eventually(async () => {
      const { status } = await api.apps.readNamespacedDaemonSet({ namespace: where, name });
      assert.equal(status?.numberReady, nodes);
    });
    return end;
  }

  it('from the original: the new proxies wait for the ports, and get them when the old ones are deleted', async () => {
    const port = namespace.port();
    const web = await namespace.createService('web', { ports: [port], annotations: { enabled: 'false' } });
    const owner = { apiVersion: 'v1', kind: 'Service', name: 'web', uid: web.uid, controller: true };
    const metadata = { name: 'akrobateo-web', namespace: namespace.name, ownerReferences: [owner] };
    const labels = { app: 'akrobateo-web', 'akrobateo.kontena.io/svcname': 'web' };
    const end = await holdPort(predecessor(metadata, port, labels), everyNode.length);
    // The hook is installed.
    await web.annotate({ enabled: null });
    await web.reportsProblem('PortTaken');
    await end();
    await web.exposedAt(everyNode);
  });

  it('from K3s: its labels select the same nodes, which are published when its DaemonSets are deleted', async () => {
    const { api } = cluster();
    await namespace.restoreNodesAfterwards('n1', 'n2', 'n3');
    const enabled = { [`${k3s}/enablelb`]: 'true' };
    await labelNode(api, 'n1', enabled);
    await labelNode(api, 'n2', { ...enabled, [`${k3s}/lbpool`]: 'pool1' });
    for (const { metadata, spec } of poolsOfGuide()) await namespace.createPool(metadata.name, spec);

    const port = namespace.port();
    const metadata = { name: `svclb-web-${namespace.name.slice(-4)}`, namespace: 'kube-system' };
    const labels = { [`${k3s}/svcname`]: 'web', [`${k3s}/svcnamespace`]: namespace.name };
    const end = await holdPort(predecessor(metadata, port, labels, enabled), 2);
    const web = await namespace.createService('web', { ports: [port] });
    await namespace.createExposed('in-pool', { pool: 'pool1' }, addressesOfNodes('n2'));
    assert.match(await web.reportsProblem('PortTaken'), /n1, n2/);
    await end();
    await web.exposedAt(addressesOfNodes('n1', 'n2'));
  });
});
