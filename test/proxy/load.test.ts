import assert from 'node:assert/strict';
import { eventually } from '../framework/processes/eventually.ts';
import { NODE } from '../framework/network/network.ts';
import { startContainers } from '../framework/network/pod.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { podOf, servicePort } from '../framework/network/service.ts';

const SECONDS = 30;

describe('the proxy under load', () => {
  const network = useProxyNetwork();

  before(() => network().serve('TCP', [80, 443]));

  it(`carries 10,000 connections within ${SECONDS} s without one failure`, async () => {
    const { addresses } = await network().expose({ ports: [servicePort(80)] });
    const start = performance.now();
    const question = { address: NODE.IPv4, port: 80, times: 10_000, parallel: 100 };
    const tally = await network().client.call('askOften', question);
    assert.deepEqual(tally, { [`backend ${addresses.IPv4}`]: 5000, [`other ${addresses.IPv4}`]: 5000 });
    assert.ok(performance.now() - start < SECONDS * 1000);
  }).timeout(120_000);

  /** Waits until another megabyte has come back. */
  async function advance(): Promise<void> {
    const { back } = await network().client.call('lookAtTransfer');
    const hasAdvanced = async (): Promise<void> => {
      const progress = await network().client.call('lookAtTransfer');
      assert.equal(progress.failure, undefined);
      assert.ok(progress.back > back + 1_000_000, `${progress.back - back} bytes came back`);
    };
    await eventually(hasAdvanced, { timeout: 5000, interval: 50, what: 'the transfer did not advance' });
  }

  it('a transfer continues while the proxy ends and starts again with another ruleset', async () => {
    const { namespace, containers } = await network().expose({ ports: [servicePort(80)] });
    await network().client.call('beginTransfer', { address: NODE.IPv4, port: 80 });
    await advance();
    for (const container of containers) container.terminate();
    await Promise.all(containers.map(({ ended }) => ended));
    await advance();
    const loadBalancerSourceRanges = ['198.18.0.0/24'];
    const next = podOf({ ports: [servicePort(80), servicePort(443)], loadBalancerSourceRanges });
    assert.ok(next);
    await startContainers(namespace, next, NODE.IPv4);
    await advance();
    await network().client.call('endTransfer');
  });

  it('does not serve the ports of the former ruleset', async () => {
    const { namespace, addresses } = await network().expose({ ports: [servicePort(80)] });
    assert.match(await network().ask({ address: addresses.IPv4, port: 80 }), /^(backend|other) /);
    const next = podOf({ ports: [servicePort(443)] });
    assert.ok(next);
    await startContainers(namespace, next, NODE.IPv4);
    assert.equal(await network().ask({ address: addresses.IPv4, port: 80 }), 'ECONNREFUSED');
    assert.match(await network().ask({ address: addresses.IPv4, port: 443 }), /^(backend|other) /);
  });

  it('a transfer continues whose client the new source ranges do not allow, but its next connection does not answer', async () => {
    const { namespace } = await network().expose({ ports: [servicePort(80)] });
    await network().client.call('beginTransfer', { address: NODE.IPv4, port: 80 });
    await advance();
    const next = podOf({ ports: [servicePort(80)], loadBalancerSourceRanges: ['203.0.113.0/24'] });
    assert.ok(next);
    await startContainers(namespace, next, NODE.IPv4);
    await advance();
    assert.equal(await network().ask({ address: NODE.IPv4, port: 80, timeout: 1500 }), 'timeout');
    await network().client.call('endTransfer');
  });
});
