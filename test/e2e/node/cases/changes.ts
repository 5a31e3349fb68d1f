import { strict as assert } from 'node:assert';

import type { Target } from '../../../framework/network/traffic.ts';
import { addCase, backendPort, targets } from '../real-namespace.ts';
import { clientAddresses, everyAddress } from '../real-node.ts';
import { assertNoFailures, reaches, refused, whileCalling } from '../traffic.ts';

/** Waits until a port is refused at every address. */
async function refusedEverywhere(port: number, protocol: Target['protocol'] = 'TCP'): Promise<void> {
  const message = protocol === 'TCP' ? 'ECONNREFUSED' : /timeout|ECONNREFUSED/;
  for (const target of targets(port, protocol)) await refused(target, message);
}

addCase(
  'ports-and-type-changed',
  'another port, another protocol, ClusterIP and back: the old port refuses, the new one answers',
  async (namespace) => {
    const [first, second] = [namespace.port(), namespace.port()];
    await namespace.backends();
    const web = await namespace.expose([first]);
    await namespace.reachable(first);

    await web.patch({ spec: { ports: [backendPort(second)] } });
    await namespace.reachable(second);
    await refusedEverywhere(first);

    await web.patch({ spec: { ports: [backendPort(`${second}/UDP`)] } });
    await namespace.reachable(second, 'UDP');
    await refusedEverywhere(second);

    await web.patch({ spec: { ports: [backendPort(second)] } });
    await namespace.reachable(second);
    await refusedEverywhere(second, 'UDP');
    await web.rolledOut([`${second}/TCP`]);
    await web.exposedAt(everyAddress);
    const start = performance.now();
    await web.patch({ spec: { type: 'ClusterIP' } });
    await refusedEverywhere(second);
    const took = Math.round(performance.now() - start);
    console.log(`        ClusterIP: refused everywhere after ${took} ms`);
    assert.ok(took < 15_000, `refused after ${took} ms`);
    await web.released();

    await web.patch({ spec: { type: 'LoadBalancer' } });
    await web.exposedAt(everyAddress);
    await namespace.reachable(second);
  },
);

addCase(
  'ip-mode-changed',
  'the ip-mode is changed to the other one and back: not one connection fails',
  async (namespace) => {
    const { port, web } = await namespace.exposeOne();

    const tallies = await whileCalling(targets(port), async () => {
      for (const mode of namespace.ipMode === 'VIP' ? ['Proxy', 'VIP'] : ['VIP', 'Proxy']) {
        await web.annotate({ 'ip-mode': mode });
        for (const target of targets(port)) await namespace.translated(target, mode === 'VIP');
      }
    });
    assertNoFailures(tallies);
  },
);

const [usual, other] = clientAddresses;
const ranges = [
  { allowed: [`${usual}/32`], refuses: [other], answers: [usual] },
  { allowed: [`${other}/32`], refuses: [usual], answers: [other] },
  { allowed: ['0.0.0.0/1', '128.0.0.0/1'], refuses: [], answers: [usual, other] },
  { allowed: ['192.0.2.0/24'], refuses: [usual, other], answers: [] },
  { allowed: null, refuses: [], answers: [usual, other] },
];

addCase(
  'source-ranges',
  'loadBalancerSourceRanges: one address, another, all addresses in two halves, a foreign range, no ranges',
  async (namespace) => {
    const port = namespace.port();
    const from = (clients: readonly string[]) =>
      (['TCP', 'UDP'] as const).flatMap((protocol) =>
        clients.flatMap((client) => targets(port, protocol, client)),
      );
    await namespace.backends();
    const web = await namespace.expose([port, `${port}/UDP`]);
    await namespace.reachable(port);
    for (const { allowed, refuses, answers } of ranges) {
      await web.patch({ spec: { loadBalancerSourceRanges: allowed } });
      for (const target of from(refuses)) await refused(target, 'timeout');
      await web.rolledOut([`${port}/TCP`, `${port}/UDP`]);
      for (const target of from(answers)) await reaches(target);
      for (const target of from(refuses)) await refused(target, 'timeout', 0);
    }
  },
);
