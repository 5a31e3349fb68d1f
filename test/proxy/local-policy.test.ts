import assert from 'node:assert/strict';
import { NODE, OTHER_BACKEND } from '../framework/network/network.ts';
import { startContainers } from '../framework/network/pod.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { podOf, servicePort } from '../framework/network/service.ts';

const BOTH_FAMILIES = ['IPv4', 'IPv6'] as const;
const local = { externalTrafficPolicy: 'Local' } as const;

describe('externalTrafficPolicy Local', () => {
  const network = useProxyNetwork();

  before(async () => {
    await network().serve('TCP', [80]);
    await network().serve('UDP', [53]);
  });

  for (const family of BOTH_FAMILIES) {
    it(`never reaches the backend of the other node, over ${family}`, async () => {
      const ports = [servicePort(80), servicePort('53/UDP')];
      const { addresses } = await network().expose({ ...local, families: [family], ports });
      for (const { port, protocol } of ports) {
        const question = {
          address: NODE[family],
          port,
          protocol: protocol as 'TCP' | 'UDP',
          times: 20,
          parallel: 4,
        };
        const tally = await network().client.call('askOften', question);
        assert.deepEqual(tally, { [`backend ${addresses[family]}`]: 20 }, protocol);
      }
    });
  }

  it('serves both families by the addresses of the own node', async () => {
    const { addresses } = await network().expose({
      ...local,
      families: BOTH_FAMILIES,
      ports: [servicePort(80)],
    });
    for (const family of BOTH_FAMILIES)
      assert.equal(await network().ask({ address: NODE[family], port: 80 }), `backend ${addresses[family]}`);
  });

  it('does not answer in a family of which the node has no address', async () => {
    const spec = { ...local, families: BOTH_FAMILIES, ports: [servicePort(80)] };
    const { namespace, addresses } = await network().expose(spec);
    await startContainers(namespace, podOf(spec) ?? assert.fail(), NODE.IPv4);
    assert.equal(await network().ask({ address: NODE.IPv4, port: 80 }), `backend ${addresses.IPv4}`);
    assert.equal(await network().ask({ address: NODE.IPv6, port: 80, timeout: 1500 }), 'timeout');
  });

  it('does not answer on a node without a backend', async () => {
    await network().expose({ ...local, ports: [servicePort(80)] }, [OTHER_BACKEND]);
    assert.equal(await network().ask({ address: NODE.IPv4, port: 80, timeout: 1500 }), 'timeout');
  });

  it('reaches every backend while the Service has no node ports', async () => {
    await network().expose({ ...local, ports: [{ port: 80, protocol: 'TCP' }] });
    const question = { address: NODE.IPv4, port: 80, times: 10, parallel: 1 };
    assert.deepEqual(Object.values(await network().client.call('askOften', question)), [5, 5]);
  });

  it('does not answer a client outside of the source ranges', async () => {
    await network().expose({
      ...local,
      loadBalancerSourceRanges: ['198.51.100.0/24'],
      ports: [servicePort(80)],
    });
    assert.equal(await network().ask({ address: NODE.IPv4, port: 80, timeout: 1500 }), 'timeout');
  });
});

describe('internalTrafficPolicy Local', () => {
  const network = useProxyNetwork();
  const internal = { internalTrafficPolicy: 'Local' } as const;
  const anywhere = { address: NODE.IPv4, port: 80, times: 10, parallel: 1 };

  before(async () => {
    await network().serve('TCP', [80]);
    await network().serve('UDP', [53]);
  });

  for (const family of BOTH_FAMILIES) {
    it(`drops nothing on a node without a backend, over ${family}`, async () => {
      const ports = [servicePort(80), servicePort('53/UDP')];
      const spec = { ...internal, families: [family], ports };
      const { addresses } = await network().expose(spec, [OTHER_BACKEND]);
      const address = NODE[family];
      assert.equal(await network().ask({ address, port: 80 }), `other ${addresses[family]}`);
      assert.equal(await network().ask({ address, port: 53, protocol: 'UDP' }), `other ${addresses[family]}`);
    });
  }

  it('reaches every backend, because externalTrafficPolicy is Cluster', async () => {
    await network().expose({ ...internal, ports: [servicePort(80)] });
    assert.deepEqual(Object.values(await network().client.call('askOften', anywhere)), [5, 5]);
  });

  it('stays on the node if externalTrafficPolicy is Local too', async () => {
    const { addresses } = await network().expose({ ...internal, ...local, ports: [servicePort(80)] });
    assert.deepEqual(await network().client.call('askOften', anywhere), {
      [`backend ${addresses.IPv4}`]: 10,
    });
  });

  it('reaches the backends of its node while the Service has no node ports', async () => {
    const { addresses } = await network().expose({ ...internal, ports: [{ port: 80, protocol: 'TCP' }] });
    assert.deepEqual(await network().client.call('askOften', anywhere), {
      [`backend ${addresses.IPv4}`]: 10,
    });
  });

  it('does not answer on a node without a backend while the Service has no node ports', async () => {
    await network().expose({ ...internal, ports: [{ port: 80, protocol: 'TCP' }] }, [OTHER_BACKEND]);
    assert.equal(await network().ask({ address: NODE.IPv4, port: 80, timeout: 1500 }), 'timeout');
  });
});
