import { assertQuiet } from '../../framework/quiet.ts';
import type { Case } from '../stage.ts';

export const steady: Case = {
  title: 'once settled nobody writes for 20 seconds, while calls are answered',
  name: 'steady',
  async play(stage) {
    const port = stage.scene.port();
    await stage.backends();
    await stage.expose([port, `${port}/UDP`]);
    await stage.reachable(port);
    await assertQuiet(stage.lab, 20, 1);
    await stage.reachable(port, 'UDP');
  },
};
