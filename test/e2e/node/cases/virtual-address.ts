import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { blocksOf, documentAt } from '../../../documents/documents.ts';
import { runIn } from '../../../framework/network/namespace.ts';
import { eventually } from '../../../framework/processes/eventually.ts';
import { locate } from '../../../framework/processes/programs.ts';
import type { RealCluster } from '../real-cluster.ts';
import { addCase } from '../real-namespace.ts';
import type { RealNode } from '../real-node.ts';
import { call, reaches, whileCalling } from '../traffic.ts';

const address = '10.77.0.100';

/** Starts keepalived with the configuration of the guide, but for an address of this network. */
function startKeepalived({ folder, launcher }: RealCluster, { name, namespace: { entry } }: RealNode) {
  const blocks = blocksOf(documentAt('docs/guides/failover.md'));
  const { text } = blocks.find(({ language }) => language === 'conf') ?? assert.fail('no configuration');
  const file = join(folder, `keepalived-${name}.conf`);
  writeFileSync(file, text.replace('192.0.2.10', address), { mode: 0o600 });
  const args = [...entry, 'keepalived', '--dont-fork', '--log-console', '--log-detail', `--use-file=${file}`];
  const program = { name: `keepalived-${name}`, command: 'nsenter', args };
  return launcher.start(program, () => Promise.resolve());
}

addCase(
  'virtual-address',
  'keepalived moves a virtual address to another node when its node fails, and calls to it are answered there',
  async (namespace) => {
    // The annotation makes it Proxy in any case.
    if (namespace.ipMode === 'VIP' || locate('keepalived') === undefined) return;
    const { nodes, installation } = namespace.cluster;
    const target = { address, port: namespace.port() };
    await namespace.backends();
    const web = await namespace.expose([target.port]);
    await web.annotate({ addresses: address });
    await web.exposedAt([address]);
    for (const node of nodes) {
      const keepalived = await startKeepalived(namespace.cluster, node);
      namespace.afterwards(() => keepalived.stop());
    }
    await reaches(target);

    const holds = (node: RealNode) => runIn(node.namespace, ['ip', '-brief', 'address']).includes(address);
    const failing = nodes.find(holds) ?? assert.fail('no node has the virtual address');
    await whileCalling([target], async () => {
      const start = performance.now();
      await failing.fail();
      namespace.afterwards(() => installation.complete());
      namespace.afterwards(() => failing.recover());
      await eventually(() => call(target, 500), { interval: 20, timeout: 20_000 });
      console.log(`        answered again after ${Math.round(performance.now() - start)} ms`);
      // Until the failed node is NotReady, calls may lead to its backends.
      const calls = () => Promise.all(Array.from({ length: 20 }, () => call(target, 500)));
      await eventually(calls, { timeout: 30_000 });
    });
    assert.ok(nodes.some((node) => node !== failing && holds(node)));
  },
);
