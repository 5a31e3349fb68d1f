import type { LoadBalancer } from '../../../framework/cluster/load-balancer.ts';
import { clientAddresses } from '../cluster/network.ts';
import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

const [usual, other] = clientAddresses;

const table = [
  { ranges: [`${usual}/32`], refused: [other], answered: [usual] },
  { ranges: [`${other}/32`], refused: [usual], answered: [other] },
  { ranges: ['0.0.0.0/1', '128.0.0.0/1'], refused: [], answered: [usual, other] },
  { ranges: ['192.0.2.0/24'], refused: [usual, other], answered: [] },
  { ranges: null, refused: [], answered: [usual, other] },
];

async function change(
  { cluster }: RealNamespace,
  web: LoadBalancer,
  port: number,
  line: (typeof table)[number],
) {
  await web.patch({ spec: { loadBalancerSourceRanges: line.ranges } });
  for (const protocol of ['TCP', 'UDP'] as const) {
    for (const from of line.refused) {
      for (const target of targets(port, protocol, from)) await cluster.client.refused(target, 'timeout');
    }
  }
  await web.rolledOut([`${port}/TCP`, `${port}/UDP`]);
  for (const protocol of ['TCP', 'UDP'] as const) {
    for (const from of line.answered) {
      for (const target of targets(port, protocol, from)) await cluster.client.reaches(target);
    }
    for (const from of line.refused) {
      for (const target of targets(port, protocol, from)) await cluster.client.refused(target, 'timeout', 0);
    }
  }
}

export const title =
  'loadBalancerSourceRanges: one address, another, all addresses in two halves, a foreign range, no ranges';

export async function run(namespace: RealNamespace): Promise<void> {
  const port = namespace.port();
  await namespace.backends();
  const web = await namespace.expose([port, `${port}/UDP`]);
  await namespace.reachable(port);
  for (const line of table) await change(namespace, web, port, line);
}
