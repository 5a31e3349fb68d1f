import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { eventually } from '../framework/eventually.ts';
import { addressesOfNodes, everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';
import { addressesOf } from '../framework/service.ts';

const NONE = { workload: 'None' };

/** Times of creation are whole seconds. Within one of them the uid decides who is older. */
async function nextSecond(): Promise<void> {
  await sleep(1000);
}

export const portHoldersWithoutProxies: Scenario = {
  title: 'three Services without proxies request one port: the oldest holds it, and the next one follows',
  name: 'port-holders',
  async play(scene) {
    const { engine } = scene.cluster;
    const port = scene.port();
    await scene.createPool('default');
    await scene.createPool('edge', { nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n1' } } });
    const all = await Promise.all(
      ['first', 'second', 'third'].map((name) =>
        scene.createService(name, { ports: [port], annotations: NONE }),
      ),
    );
    // Created within one second, so the uid may decide.
    const ages = await Promise.all(
      all.map(async (service) => {
        const { metadata } = await service.read();
        return `${metadata?.creationTimestamp?.toISOString() ?? ''} ${service.uid}`;
      }),
    );
    const [oldest, next, last] = all
      .map((service, index) => ({ service, age: ages[index] ?? '' }))
      .sort((a, b) => (a.age < b.age ? -1 : 1))
      .map(({ service }) => service);
    assert.ok(oldest && next && last);
    const holds = (name: string) =>
      `${port}/TCP is already used by Service ${scene.namespace}/${name} (workload None) on nodes n1, n2, n3`;

    await oldest.exposedAt(everyNode);
    assert.ok((await next.troubled('PortTaken')).includes(holds(oldest.name)));
    assert.ok((await last.troubled('PortTaken')).includes(holds(oldest.name)));

    await engine.stop();
    await engine.start();
    await scene.engineCaughtUp();
    await oldest.exposedAt(everyNode);
    await next.troubled('PortTaken');

    await oldest.annotate({ pool: 'edge' });
    await oldest.exposedAt(addressesOfNodes('n1'));
    await next.troubled('PortTaken', addressesOfNodes('n2', 'n3'));
    assert.ok((await last.troubled('PortTaken')).includes(`Service ${scene.namespace}/${next.name}`));

    await oldest.delete();
    await next.exposedAt(everyNode);
    await next.patch({ spec: { ports: [{ name: 'other', port: scene.port(), protocol: 'TCP' }] } });
    await next.exposedAt(everyNode);
    await last.exposedAt(everyNode);
  },
};

export const portHoldersOfBothKinds: Scenario = {
  title: 'a Service with proxies and one without request one port, in both orders: the older one has it',
  name: 'port-holders-both',
  async play(scene) {
    const port = scene.port();
    const other = scene.port();
    await scene.createPool('default');
    const none = await scene.createService('none', { ports: [port], annotations: NONE });
    await none.exposedAt(everyNode);
    await nextSecond();
    const web = await scene.createService('web', { ports: [port, other] });
    const message = await web.troubled('PortTaken', everyNode);
    assert.match(
      message,
      /is already used by Service \S+\/none \(workload None\) on nodes n1, n2, n3 and is left out/,
    );
    await web.rolledOut([`${other}/TCP`]);

    const late = await scene.createService('late', { ports: [other], annotations: NONE });
    assert.match(
      await late.troubled('PortTaken'),
      /Service \S+\/web \(workload DaemonSet\) on nodes n1, n2, n3/,
    );

    await none.delete();
    await web.exposedAt(everyNode);
    await web.delete();
    await late.exposedAt(everyNode);
  },
};

export const fiftyOnOnePort: Scenario = {
  title: 'fifty Services without proxies request one port: one is exposed, and then the next one',
  name: 'port-fifty',
  async play(scene) {
    const port = scene.port();
    await scene.createPool('default');
    const first = await scene.createService('first', { ports: [port], annotations: NONE });
    await first.exposedAt(everyNode);
    await nextSecond();
    const names = Array.from({ length: 49 }, (_, index) => `next-${index}`);
    const waiting = await Promise.all(
      names.map((name) => scene.createService(name, { ports: [port], annotations: NONE })),
    );
    for (const service of waiting) await service.troubled('PortTaken');
    await first.delete();
    let most = 0;
    await eventually(
      async () => {
        const services = await Promise.all(waiting.map((service) => service.read()));
        const exposed = services.filter((service) => addressesOf(service).length > 0).length;
        most = Math.max(most, exposed);
        assert.equal(exposed, 1);
      },
      { what: 'not exactly one of them was exposed' },
    );
    assert.equal(most, 1, `${most} Services were exposed together`);
  },
};
