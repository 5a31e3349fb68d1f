import type { LoadBalancer } from '../../framework/load-balancer.ts';
import { clientAddresses } from '../lab/network.ts';
import { targets } from '../stage.ts';
import type { Case, Stage } from '../stage.ts';

const [usual, other] = clientAddresses;

const table = [
  { ranges: [`${usual}/32`], refused: [other], answered: [usual] },
  { ranges: [`${other}/32`], refused: [usual], answered: [other] },
  { ranges: ['0.0.0.0/1', '128.0.0.0/1'], refused: [], answered: [usual, other] },
  { ranges: ['192.0.2.0/24'], refused: [usual, other], answered: [] },
  { ranges: null, refused: [], answered: [usual, other] },
];

async function change({ lab }: Stage, web: LoadBalancer, port: number, line: (typeof table)[number]) {
  await web.patch({ spec: { loadBalancerSourceRanges: line.ranges } });
  for (const protocol of ['TCP', 'UDP'] as const) {
    for (const from of line.refused) {
      for (const target of targets(port, protocol, from)) await lab.client.refused(target, 'timeout');
    }
  }
  await web.rolledOut([`${port}/TCP`, `${port}/UDP`]);
  for (const protocol of ['TCP', 'UDP'] as const) {
    for (const from of line.answered) {
      for (const target of targets(port, protocol, from)) await lab.client.reaches(target);
    }
    for (const from of line.refused) {
      for (const target of targets(port, protocol, from)) await lab.client.refused(target, 'timeout', 0);
    }
  }
}

export const sourceRanges: Case = {
  title: 'loadBalancerSourceRanges: one address, another, everybody in two halves, nobody, none',
  name: 'source-ranges',
  async play(stage) {
    const port = stage.scene.port();
    await stage.backends();
    const web = await stage.expose([port, `${port}/UDP`]);
    await stage.reachable(port);
    for (const line of table) await change(stage, web, port, line);
  },
};
