import assert from 'node:assert/strict';
import { CLIENT, MANY_PORTS, NODE } from '../framework/network/network.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { podOf, servicePort } from '../framework/network/service.ts';
import { ask, askOften } from '../framework/network/traffic.ts';

describe('traffic through the proxy', () => {
  const network = useProxyNetwork();

  for (const family of ['IPv4', 'IPv6'] as const) {
    for (const [protocol, port] of [
      ['TCP', 80],
      ['UDP', 53],
    ] as const) {
      it(`carries ${protocol} over ${family} there and back; the backend sees the pod`, async () => {
        const { addresses } = await network().expose({
          families: [family],
          ports: [servicePort(`${port}/${protocol}`)],
        });
        const reply = await ask({ address: NODE[family], port, protocol });
        assert.match(reply, /^(backend|other) /);
        assert.equal(reply.split(' ')[1], addresses[family]);
      });
    }
  }

  it('carries both families of one Service', async () => {
    const { addresses } = await network().expose({ families: ['IPv6', 'IPv4'], ports: [servicePort(80)] });
    for (const family of ['IPv4', 'IPv6'] as const) {
      const reply = await ask({ address: NODE[family], port: 80 });
      assert.equal(reply.split(' ')[1], addresses[family]);
    }
  });

  it('carries IPv6 if its forwarding is switched on last', async () => {
    const spec = { families: ['IPv4', 'IPv6'] as const, ports: [servicePort(80)] };
    // The pod of the hooks is frozen.
    const pod = structuredClone(podOf(spec)) ?? assert.fail();
    const names = pod.initContainers?.map(({ name }) => name);
    assert.deepEqual(names, ['forward-ipv6', 'ruleset']);
    // Metacontroller adds an init container at the end.
    pod.initContainers?.reverse();
    const { addresses } = await network().expose(spec, undefined, pod);
    assert.equal((await ask({ address: NODE.IPv6, port: 80 })).split(' ')[1], addresses.IPv6);
  });

  it('carries TCP and UDP on one port number, each from a container of its own', async () => {
    const { containers } = await network().expose({
      ports: [servicePort('443/TCP'), servicePort('443/UDP')],
    });
    assert.equal(containers.length, 2);
    for (const protocol of ['TCP', 'UDP'] as const)
      assert.match(await ask({ address: NODE.IPv4, port: 443, protocol }), /^(backend|other) /);
  });

  it('reaches all backends in turn', async () => {
    await network().expose({ ports: [servicePort(80)] });
    const tally = await askOften([{ address: NODE.IPv4, port: 80 }], 20);
    assert.deepEqual(Object.values(tally), [10, 10]);
  });

  it('carries 200 ports', async () => {
    const families = ['IPv4', 'IPv6'] as const;
    const { addresses } = await network().expose({ families, ports: MANY_PORTS.map(servicePort) });
    for (const family of families) {
      const targets = MANY_PORTS.map((port) => ({ address: NODE[family], port }));
      const replies = Object.keys(await askOften(targets, targets.length, targets.length));
      assert.deepEqual(replies.sort(), [`backend ${addresses[family]}`, `other ${addresses[family]}`]);
    }
  });

  it('leaves ports alone that the Service does not have', async () => {
    await network().expose({ ports: [servicePort(80)] });
    const { addresses } = await network().expose({ ports: [servicePort(443)] });
    assert.equal(await ask({ address: NODE.IPv4, port: 80 }), 'ECONNREFUSED');
    assert.equal(await ask({ address: addresses.IPv4, port: 80, from: CLIENT.IPv4 }), 'ECONNREFUSED');
  });

  it('carries a Service without node ports', async () => {
    const { addresses } = await network().expose({ ports: [{ port: 80, protocol: 'TCP' }] });
    assert.equal((await ask({ address: NODE.IPv4, port: 80 })).split(' ')[1], addresses.IPv4);
  });
});
