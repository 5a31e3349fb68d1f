import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';
import { hostPortsOf } from '../framework/workload.ts';

export const reservedPort: Scenario = {
  title: "a node's own port is refused: alone there is no workload, else the other ports stay",
  name: 'reserved-port',
  async play(scene) {
    const port = scene.port();
    const ssh = await scene.createService('ssh', { ports: [22] });
    const both = await scene.createService('both', { ports: [22, port] });
    assert.match(await ssh.troubled('PortReserved'), /\b22\b/);
    assert.deepEqual(await ssh.workloads(), []);
    assert.match(await both.troubled('PortReserved', everyNode), /\b22\b/);
    assert.deepEqual(hostPortsOf(await both.workload()), [`${port}/TCP`]);
  },
};
