import type { Case } from '../stage.ts';

export const internalLocal: Case = {
  title: 'internalTrafficPolicy Local: a node without a backend serves too',
  name: 'internal-local',
  async play(stage) {
    const port = stage.scene.port();
    await stage.backends({ replicas: 1 });
    await stage.expose([port], { internalTrafficPolicy: 'Local' });
    await stage.reachable(port);
  },
};
