import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../framework/processes/eventually.ts';
import { NODE } from '../framework/network/network.ts';
import { startContainers } from '../framework/network/pod.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { podOf, servicePort } from '../framework/network/service.ts';
import type { ServiceSpec } from '../framework/network/service.ts';
import { ask, askOften } from '../framework/network/traffic.ts';

const SECONDS = 30;

function nextPod(spec: ServiceSpec) {
  return podOf(spec) ?? assert.fail('the hook answers without a pod');
}

/** Receives bytes without end. An error of the connection fails the test. */
function beginTransfer(): Socket {
  const socket = connect(80, NODE.IPv4);
  socket.write('flood');
  return socket.resume();
}

/** Waits until another megabyte has been received. */
async function advance(transfer: Socket): Promise<void> {
  const before = transfer.bytesRead;
  const hasAdvanced = (): void => {
    const more = transfer.bytesRead - before;
    assert.ok(more > 1_000_000, `${more} bytes were received`);
  };
  await eventually(hasAdvanced, { timeout: 5000, interval: 50, what: 'the transfer did not advance' });
}

describe('the proxy under load', () => {
  const network = useProxyNetwork();

  it(`carries 10,000 connections within ${SECONDS} s without one failure`, async () => {
    const { addresses } = await network().expose({ ports: [servicePort(80)] });
    const start = performance.now();
    const tally = await askOften([{ address: NODE.IPv4, port: 80 }], 10_000, 100);
    assert.deepEqual(tally, { [`backend ${addresses.IPv4}`]: 5000, [`other ${addresses.IPv4}`]: 5000 });
    assert.ok(performance.now() - start < SECONDS * 1000);
  }).timeout(120_000);

  it('a transfer continues while the proxy ends and starts again with another ruleset', async () => {
    const { namespace, containers } = await network().expose({ ports: [servicePort(80)] });
    const transfer = beginTransfer();
    await advance(transfer);
    for (const container of containers) container.terminate();
    await Promise.all(containers.map(({ ended }) => ended));
    await advance(transfer);
    const loadBalancerSourceRanges = ['198.18.0.0/24'];
    const next = nextPod({ ports: [servicePort(80), servicePort(443)], loadBalancerSourceRanges });
    await startContainers(namespace, next, NODE.IPv4);
    await advance(transfer);
    transfer.destroy();
  });

  it('does not serve the ports of the former ruleset', async () => {
    const { namespace, addresses } = await network().expose({ ports: [servicePort(80)] });
    assert.match(await ask({ address: addresses.IPv4, port: 80 }), /^(backend|other) /);
    await startContainers(namespace, nextPod({ ports: [servicePort(443)] }), NODE.IPv4);
    assert.equal(await ask({ address: addresses.IPv4, port: 80 }), 'ECONNREFUSED');
    assert.match(await ask({ address: addresses.IPv4, port: 443 }), /^(backend|other) /);
  });

  it('a transfer continues whose client the new source ranges do not allow, but its next connection does not answer', async () => {
    const { namespace } = await network().expose({ ports: [servicePort(80)] });
    const transfer = beginTransfer();
    await advance(transfer);
    const next = nextPod({ ports: [servicePort(80)], loadBalancerSourceRanges: ['203.0.113.0/24'] });
    await startContainers(namespace, next, NODE.IPv4);
    await advance(transfer);
    assert.equal(await ask({ address: NODE.IPv4, port: 80, timeout: 1500 }), 'timeout');
    transfer.destroy();
  });

  it('at SIGTERM it ends with 0 within five seconds, prints nothing, and its ruleset stays in the pod', async () => {
    const { containers } = await network().expose({ ports: [servicePort(80), servicePort('53/UDP')] });
    assert.equal(containers.length, 2);
    for (const container of containers) {
      const start = performance.now();
      container.terminate();
      assert.equal(await container.ended, 0);
      assert.ok(performance.now() - start < 5000);
      assert.equal(container.terminationMessage(), '');
    }
    assert.match(await ask({ address: NODE.IPv4, port: 80 }), /^(backend|other) /);
  });

  it('uses no processor time while it waits', async () => {
    const { containers } = await network().expose({ ports: [servicePort(80)] });
    const ticks = (): number => containers.reduce((sum, container) => sum + container.ticks(), 0);
    const before = ticks();
    await sleep(1000);
    assert.equal(ticks(), before);
  });
});
