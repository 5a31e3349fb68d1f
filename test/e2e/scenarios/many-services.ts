import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const manyServices: Scenario = {
  title: '50 Services at once, and all gone at once',
  name: 'many',
  async play(scene) {
    const names = Array.from({ length: 50 }, (_, index) => `web-${index}`);
    const services = await Promise.all(
      names.map((name) => scene.createService(name, { ports: [scene.port()] })),
    );
    await Promise.all(services.map((service) => service.exposedAt(everyNode, 90_000)));
    const [last, ...rest] = services;
    await Promise.all(rest.map((service) => service.delete()));
    await Promise.all(rest.map((service) => service.workloadGone()));
    await last?.exposedAt(everyNode);
  },
};
