import { strict as assert } from 'node:assert';

import { parseAllDocuments } from 'yaml';

import { blocksOf, documentAt } from '../documents/documents.ts';
import { startCluster } from './framework/cluster.ts';
import type { Cluster } from './framework/cluster.ts';
import { eventually } from './framework/eventually.ts';
import { labelNode } from './framework/node-changes.ts';
import { addressesOfNodes, everyNode } from './framework/nodes.ts';
import { Scene } from './framework/scene.ts';
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
  let cluster: Cluster | undefined;
  let scene: Scene;
  let failed = false;
  before(async () => {
    cluster = await startCluster('dynamic-apply', { name: 'migration' });
  });
  beforeEach(async () => {
    assert.ok(cluster);
    scene = await Scene.open(cluster, 'migration');
  });
  afterEach(async function () {
    failed ||= this.currentTest?.state === 'failed';
    await scene.close();
  });
  after(async () => {
    await cluster?.stop(failed);
  });

  /** Lets another implementation hold the port, and waits until its pods do. */
  async function precede(predecessor: Predecessor, nodes: number): Promise<() => Promise<void>> {
    const { api } = scene.cluster;
    const end = await createPredecessor(api, predecessor);
    scene.afterwards(end);
    const { namespace, name } = predecessor;
    await eventually(async () => {
      const { status } = await api.apps.readNamespacedDaemonSet({ namespace, name });
      assert.equal(status?.numberReady, nodes);
    });
    return end;
  }

  it('from the original: the new proxies wait for the ports, and get them as the old ones go', async () => {
    const port = scene.port();
    const web = await scene.createService('web', { ports: [port], annotations: { enabled: 'false' } });
    const end = await precede(
      {
        name: 'akrobateo-web',
        namespace: scene.namespace,
        port,
        labels: { app: 'akrobateo-web', 'akrobateo.kontena.io/svcname': 'web' },
        owner: web,
      },
      everyNode.length,
    );
    // The hook is installed.
    await web.annotate({ enabled: null });
    await web.troubled('PortTaken');
    await end();
    await web.exposedAt(everyNode);
  });

  it('from K3s: the same nodes are chosen by its labels, and published when its DaemonSets go', async () => {
    const { api } = scene.cluster;
    await scene.borrowNodes('n1', 'n2', 'n3');
    const enabled = { [`${k3s}/enablelb`]: 'true' };
    await labelNode(api, 'n1', enabled);
    await labelNode(api, 'n2', { ...enabled, [`${k3s}/lbpool`]: 'pool1' });
    for (const { metadata, spec } of poolsOfGuide()) await scene.createPool(metadata.name, spec);

    const [port, otherPort] = [scene.port(), scene.port()];
    const end = await precede(
      {
        name: `svclb-web-${scene.namespace.slice(-4)}`,
        namespace: 'kube-system',
        port,
        labels: { [`${k3s}/svcname`]: 'web', [`${k3s}/svcnamespace`]: scene.namespace },
        nodeSelector: enabled,
      },
      2,
    );
    const web = await scene.createService('web', { ports: [port] });
    const inPool = await scene.createService('in-pool', {
      ports: [otherPort],
      annotations: { pool: 'pool1' },
    });
    await inPool.exposedAt(addressesOfNodes('n2'));
    assert.match(await web.troubled('PortTaken'), /n1, n2/);
    await end();
    await web.exposedAt(addressesOfNodes('n1', 'n2'));
  });
});
