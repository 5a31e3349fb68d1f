import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';
import { assertNeverWithout } from '../framework/statuses.ts';

const image = 'registry.example/akrobateo-proxy:next';

export const rollingUpdate: Scenario = {
  title: 'a new proxy image is rolled out: every status on the way has all addresses',
  name: 'rolling-update',
  async play(scene) {
    const { hook } = scene.cluster;
    const port = scene.port();
    const web = await scene.createService('web', { ports: [port] });
    await web.exposedAt(everyNode);

    const statuses = await web.recordStatuses();
    scene.afterwards(() => hook.restart());
    await hook.restart({ PROXY_IMAGE: image });
    // The engine asks a restarted hook only when something happens to the Service.
    await web.patch({ metadata: { labels: { touched: 'yes' } } });
    await web.rolledOut([`${port}/TCP`], image);
    await web.exposedAt(everyNode);
    assertNeverWithout(await statuses.end(), everyNode);
  },
};
