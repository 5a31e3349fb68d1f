import { strict as assert } from 'node:assert';

import { startCluster } from '../framework/cluster/cluster.ts';
import { recordsOf, startExternalDns, zone } from '../framework/cluster/external-dns.ts';
import type { LoadBalancer } from '../framework/cluster/load-balancer.ts';
import { addressesOfNodes, everyNode, fakeNode, selecting, setKubelet } from '../framework/cluster/nodes.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { locate } from '../framework/processes/programs.ts';
import { useStarted } from '../framework/processes/started.ts';

const name = `web.${zone}`;
const annotation = 'external-dns.alpha.kubernetes.io';
const sixth = fakeNode('n3').addresses[1] ?? '';

function a(addresses: readonly string[]): string {
  return `${name} A ${[...addresses].sort().join(', ')}`;
}

describe('ExternalDNS', () => {
  before(function () {
    if (locate('external-dns') !== undefined) return;
    console.warn('ExternalDNS is not tested: external-dns is neither in KUBEBUILDER_ASSETS nor in PATH.');
    this.skip();
  });
  const cluster = useStarted(() => startCluster({ name: 'external-dns' }));
  let namespace: TestNamespace;
  let web: LoadBalancer;
  before(async () => {
    namespace = await TestNamespace.create(cluster(), 'dns');
    await startExternalDns(cluster(), namespace.name);
    web = await namespace.createService('web', { ports: [80] });
  });
  const recordsAre = async (...want: string[]) => {
    const areThese = () => {
      assert.deepEqual(recordsOf(cluster().launcher), want.sort());
    };
    const log = cluster().launcher.logOf('external-dns');
    await eventually(areThese, { what: `the records were not ${want.join('; ')} (log ${log})` });
  };
  const annotate = (key: string, value: string | null) =>
    web.patch({ metadata: { annotations: { [`${annotation}/${key}`]: value } } });

  it('makes no record for a Service without the annotation', async () => {
    await web.exposedAt(everyNode);
    await recordsAre();
  });

  it('makes an A record of exactly the published addresses', async () => {
    await annotate('hostname', name);
    await recordsAre(a(everyNode));
  });

  it('removes the address of a node that is not ready, and adds it again', async () => {
    await setKubelet(cluster().api, 'n1', false);
    // Once the proxy there is too old to be just starting, it is reported as not ready.
    await web.publishes(addressesOfNodes('n2', 'n3'));
    await recordsAre(a(addressesOfNodes('n2', 'n3')));
    await setKubelet(cluster().api, 'n1', true);
    await web.exposedAt(everyNode);
    await recordsAre(a(everyNode));
  });

  it('prefers spec.externalIPs, and its own annotation for targets to these', async () => {
    await web.patch({ spec: { externalIPs: ['192.0.2.10'] } });
    await recordsAre(a(['192.0.2.10']));
    await annotate('target', everyNode.join(','));
    await recordsAre(a(everyNode));
    await web.patch({ spec: { externalIPs: null } });
    await annotate('target', null);
    await web.exposedAt(everyNode);
    await recordsAre(a(everyNode));
  });

  it('also makes an AAAA record for a dual stack Service', async () => {
    await web.patch({ spec: { ipFamilyPolicy: 'PreferDualStack' } });
    await web.exposedAt([...everyNode, sixth]);
    await recordsAre(a(everyNode), `${name} AAAA ${sixth}`);
  });

  it('makes a CNAME record for a published host name', async () => {
    await web.annotate({ addresses: 'lb.example.net' });
    await web.exposedAt(['lb.example.net']);
    await recordsAre(`${name} CNAME lb.example.net`);
  });

  it('follows the addresses of a pool', async () => {
    await namespace.createPool('edge', selecting('n2', 'n3'));
    await web.annotate({ addresses: null, pool: 'edge' });
    await web.exposedAt([...addressesOfNodes('n2', 'n3'), sixth]);
    await recordsAre(a(addressesOfNodes('n2', 'n3')), `${name} AAAA ${sixth}`);
  });

  it('removes the records when the Service is deleted', async () => {
    await web.delete();
    await recordsAre();
  });
});
