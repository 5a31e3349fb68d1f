import { strict as assert } from 'node:assert';

import { parseAllDocuments } from 'yaml';

import { blocksOf, documentAt } from '../documents/documents.ts';
import { startCluster } from '../framework/cluster/cluster.ts';
import { useStarted } from '../framework/processes/started.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { labelNode } from '../framework/cluster/node-changes.ts';
import { addressesOfNodes, everyNode } from '../framework/cluster/nodes.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { createPredecessor } from './migration/predecessor.ts';
import type { Predecessor } from './migration/predecessor.ts';

const k3s = 'svccontroller.k3s.cattle.io';

interface Pool {
  metadata: { name: string };
  spec: object;
}

/** The pools that the guide shows. */
function poolsOfGuide(): Pool[] {
  const blocks = blocksOf(documentAt('docs/guides/migration.md'));
  const text = blocks.filter(({ language }) => language === 'yaml').map((block) => block.text);
  return text.flatMap((each) => parseAllDocuments(each)).map((each) => each.toJS() as Pool);
}

describe('docs/guides/migration.md', () => {
  const cluster = useStarted(() => startCluster({ name: 'migration' }));
  let namespace: TestNamespace;
  beforeEach(async () => {
    namespace = await TestNamespace.create(cluster(), 'migration');
  });
  afterEach(() => namespace.cleanUp());

  /** Has another implementation hold the port, and waits until its pods do; the result deletes it. */
  async function holdPort(predecessor: Predecessor, nodes: number): Promise<() => Promise<void>> {
    const { api } = cluster();
    const end = await createPredecessor(api, predecessor);
    namespace.afterwards(end);
    const { namespace: where, name } = predecessor;
    await eventually(async () => {
      const { status } = await api.apps.readNamespacedDaemonSet({ namespace: where, name });
      assert.equal(status?.numberReady, nodes);
    });
    return end;
  }

  it('from the original: the new proxies wait for the ports, and get them when the old ones are deleted', async () => {
    const port = namespace.port();
    const web = await namespace.createService('web', { ports: [port], annotations: { enabled: 'false' } });
    const end = await holdPort(
      {
        name: 'akrobateo-web',
        namespace: namespace.name,
        port,
        labels: { app: 'akrobateo-web', 'akrobateo.kontena.io/svcname': 'web' },
        owner: web,
      },
      everyNode.length,
    );
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

    const [port, otherPort] = [namespace.port(), namespace.port()];
    const end = await holdPort(
      {
        name: `svclb-web-${namespace.name.slice(-4)}`,
        namespace: 'kube-system',
        port,
        labels: { [`${k3s}/svcname`]: 'web', [`${k3s}/svcnamespace`]: namespace.name },
        nodeSelector: enabled,
      },
      2,
    );
    const web = await namespace.createService('web', { ports: [port] });
    const inPool = await namespace.createService('in-pool', {
      ports: [otherPort],
      annotations: { pool: 'pool1' },
    });
    await inPool.exposedAt(addressesOfNodes('n2'));
    assert.match(await web.reportsProblem('PortTaken'), /n1, n2/);
    await end();
    await web.exposedAt(addressesOfNodes('n1', 'n2'));
  });
});
