import assert from 'node:assert/strict';
import { CLIENT, NODE } from '../framework/network/network.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { podOf, servicePort } from '../framework/network/service.ts';

const MANY = Array.from({ length: 200 }, (_, index) => 20_000 + index);

describe('traffic through the proxy', () => {
  const network = useProxyNetwork();

  before(async () => {
    await network().serve('TCP', [80, 443, ...MANY]);
    await network().serve('UDP', [53, 443]);
  });

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
        const reply = await network().ask({ address: NODE[family], port, protocol });
        assert.match(reply, /^(backend|other) /);
        assert.equal(reply.split(' ')[1], addresses[family]);
      });
    }
  }

  it('carries both families of one Service', async () => {
    const { addresses } = await network().expose({ families: ['IPv6', 'IPv4'], ports: [servicePort(80)] });
    for (const family of ['IPv4', 'IPv6'] as const) {
      const reply = await network().ask({ address: NODE[family], port: 80 });
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
    assert.equal((await network().ask({ address: NODE.IPv6, port: 80 })).split(' ')[1], addresses.IPv6);
  });

  it('carries TCP and UDP on one port number, each from a container of its own', async () => {
    const { containers } = await network().expose({
      ports: [servicePort('443/TCP'), servicePort('443/UDP')],
    });
    assert.equal(containers.length, 2);
    for (const protocol of ['TCP', 'UDP'] as const)
      assert.match(await network().ask({ address: NODE.IPv4, port: 443, protocol }), /^(backend|other) /);
  });

  it('reaches all backends in turn', async () => {
    await network().expose({ ports: [servicePort(80)] });
    const tally = await network().client.call('askOften', {
      address: NODE.IPv4,
      port: 80,
      times: 20,
      parallel: 1,
    });
    assert.deepEqual(Object.values(tally), [10, 10]);
  });

  it('carries 200 ports', async () => {
    await network().expose({ families: ['IPv4', 'IPv6'], ports: MANY.map(servicePort) });
    for (const family of ['IPv4', 'IPv6'] as const) {
      const replies = await Promise.all(MANY.map((port) => network().ask({ address: NODE[family], port })));
      assert.deepEqual(
        replies.filter((reply) => !/^(backend|other) /.test(reply)),
        [],
      );
    }
  });

  it('leaves ports alone that the Service does not have', async () => {
    await network().expose({ ports: [servicePort(80)] });
    const { addresses } = await network().expose({ ports: [servicePort(443)] });
    assert.equal(await network().ask({ address: NODE.IPv4, port: 80 }), 'ECONNREFUSED');
    assert.equal(
      await network().ask({ address: addresses.IPv4, port: 80, from: CLIENT.IPv4 }),
      'ECONNREFUSED',
    );
  });

  it('carries a Service without node ports', async () => {
    const { addresses } = await network().expose({ ports: [{ port: 80, protocol: 'TCP' }] });
    assert.equal((await network().ask({ address: NODE.IPv4, port: 80 })).split(' ')[1], addresses.IPv4);
  });
});
