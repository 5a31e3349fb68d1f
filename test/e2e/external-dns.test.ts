import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import { ExternalDns, zone } from './external-dns/external-dns.ts';
import { mergePatch } from './framework/api.ts';
import { startCluster } from './framework/cluster.ts';
import type { Cluster } from './framework/cluster.ts';
import { eventually } from './framework/eventually.ts';
import { addressesOfNodes, everyNode, fakeNode, setKubelet } from './framework/nodes.ts';
import { locate } from './framework/programs.ts';
import { Scene } from './framework/scene.ts';
import type { LoadBalancer } from './framework/load-balancer.ts';

const hostnameAnnotation = 'external-dns.alpha.kubernetes.io/hostname';
const name = `web.${zone}`;
const sixth = fakeNode('n3').addresses[1] ?? '';

function a(addresses: readonly string[]): string {
  return `${name} A ${[...addresses].sort().join(', ')}`;
}

describe('ExternalDNS', () => {
  let cluster: Cluster | undefined;
  let scene: Scene | undefined;
  let dns: ExternalDns | undefined;
  let web: LoadBalancer;
  let failed = false;
  before(async function () {
    const program = locate('external-dns');
    if (program === undefined) {
      console.warn('ExternalDNS is not tested: external-dns is neither in KUBEBUILDER_ASSETS nor in PATH.');
      this.skip();
    }
    cluster = await startCluster('dynamic-apply', { name: 'external-dns' });
    scene = await Scene.open(cluster, 'dns');
    dns = await ExternalDns.start(program, cluster, scene.namespace);
    web = await scene.createService('web', { ports: [80] });
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await dns?.stop();
    await scene?.close();
    await cluster?.stop(failed);
  });

  const recordsAre = (want: readonly string[]) =>
    eventually(
      () => {
        assert.deepEqual(dns?.records(), [...want].sort());
      },
      {
        what: `the records were not ${want.join('; ')} (log ${join(cluster?.folder ?? '', 'external-dns.log')})`,
      },
    );

  it('makes no record of a Service without the annotation', async () => {
    await web.exposedAt(everyNode);
    await recordsAre([]);
  });

  it('makes an A record of exactly the published addresses', async () => {
    await web.patch({ metadata: { annotations: { [hostnameAnnotation]: name } } });
    await recordsAre([a(everyNode)]);
  });

  it('takes the address of a node that goes down out of it, and puts it back', async () => {
    assert.ok(cluster);
    await setKubelet(cluster.api, 'n1', false);
    // Once the proxy there is too old to be just starting, it is reported as not ready.
    await web.publishes(addressesOfNodes('n2', 'n3'));
    await recordsAre([a(addressesOfNodes('n2', 'n3'))]);
    await setKubelet(cluster.api, 'n1', true);
    await web.exposedAt(everyNode);
    await recordsAre([a(everyNode)]);
  });

  it('prefers spec.externalIPs, and to these its own annotation for targets', async () => {
    const target = (addresses: string | null) =>
      web.patch({ metadata: { annotations: { 'external-dns.alpha.kubernetes.io/target': addresses } } });
    await web.patch({ spec: { externalIPs: ['192.0.2.10'] } });
    await recordsAre([a(['192.0.2.10'])]);
    await target(everyNode.join(','));
    await recordsAre([a(everyNode)]);
    await web.patch({ spec: { externalIPs: null } });
    await target(null);
    await web.exposedAt(everyNode);
    await recordsAre([a(everyNode)]);
  });

  it('makes an AAAA record too of a dual stack Service', async () => {
    await web.patch({ spec: { ipFamilyPolicy: 'PreferDualStack' } });
    await web.exposedAt([...everyNode, sixth]);
    await recordsAre([a(everyNode), `${name} AAAA ${sixth}`]);
  });

  it('makes a CNAME record of a host name that is published', async () => {
    await web.annotate({ addresses: 'lb.example.net' });
    await web.exposedAt(['lb.example.net']);
    await recordsAre([`${name} CNAME lb.example.net`]);
  });

  it('follows to the addresses of a pool', async () => {
    assert.ok(cluster && scene);
    await web.annotate({ addresses: null });
    for (const node of ['n2', 'n3'])
      await cluster.api.core.patchNode(
        { name: node, body: { metadata: { labels: { role: 'edge' } } } },
        mergePatch,
      );
    await scene.createPool('edge', { nodeSelector: { matchLabels: { role: 'edge' } } });
    await web.annotate({ pool: 'edge' });
    await web.exposedAt([...addressesOfNodes('n2', 'n3'), sixth]);
    await recordsAre([a(addressesOfNodes('n2', 'n3')), `${name} AAAA ${sixth}`]);
  });

  it('takes the records back when the Service is deleted', async () => {
    await web.delete();
    await recordsAre([]);
  });
});
