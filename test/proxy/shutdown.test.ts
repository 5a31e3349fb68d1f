import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE } from '../framework/network/network.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { servicePort } from '../framework/network/service.ts';

describe('a proxy that gets SIGTERM', () => {
  const network = useProxyNetwork();

  before(() => network().serve('TCP', [80]));

  it('ends with 0 within five seconds, prints nothing, and its ruleset stays in the pod', async () => {
    const { containers } = await network().expose({ ports: [servicePort(80), servicePort('53/UDP')] });
    assert.equal(containers.length, 2);
    for (const container of containers) {
      const start = performance.now();
      container.terminate();
      assert.equal(await container.ended, 0);
      assert.ok(performance.now() - start < 5000);
      assert.equal(container.terminationMessage(), '');
    }
    assert.match(await network().ask({ address: NODE.IPv4, port: 80 }), /^(backend|other) /);
  });

  it('uses no processor time while it waits', async () => {
    const { containers } = await network().expose({ ports: [servicePort(80)] });
    const ticks = (): number => containers.reduce((sum, container) => sum + container.ticks(), 0);
    const before = ticks();
    await sleep(1000);
    assert.equal(ticks(), before);
  });
});
