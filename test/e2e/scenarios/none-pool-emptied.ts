import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

const graceSeconds = 5;
const nowhere = { nodeSelector: { matchLabels: { role: 'nowhere' } } };

export const nonePoolEmptied: Scenario = {
  title:
    'workload None and its pool selects no node any more: what is published stays for the grace, then goes',
  name: 'none-emptied',
  async play(scene) {
    const { hook } = scene.cluster;
    scene.afterwards(() => hook.restart());
    await hook.restart({ RETENTION_SECONDS: String(graceSeconds) });
    const pool = await scene.createPool('default', { workload: 'None' });
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    await pool.patch(nowhere);
    assert.match(await web.troubled('NoNodeMatches', everyNode), /default has no nodes/);
    const told = performance.now();
    await web.troubled('NoNodeMatches');
    const stayed = (performance.now() - told) / 1000;
    // The grace counts from a time that is stored in whole seconds.
    assert.ok(stayed > graceSeconds - 2, `the addresses went after ${stayed.toFixed(1)} s`);
    assert.ok(stayed < graceSeconds + 3, `the addresses stayed for ${stayed.toFixed(1)} s`);

    await pool.patch({ nodeSelector: { matchLabels: null } });
    await web.exposedAt(everyNode);
  },
};
