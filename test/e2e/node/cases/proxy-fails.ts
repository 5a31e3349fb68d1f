import { strict as assert } from 'node:assert';

import { eventually } from '../../framework/eventually.ts';
import { annotationOf, exposedOf } from '../../framework/service.ts';
import { everyAddress } from '../lab/real-node.ts';
import { deleteProxy, proxyOn } from '../proxies.ts';
import type { Case } from '../stage.ts';

export const proxyFails: Case = {
  title: 'a proxy that cannot forward says why, and the Service repeats it',
  name: 'proxy-fails',
  async play(stage) {
    const { lab, scene } = stage;
    const [node] = lab.nodes;
    assert.ok(node);
    const name = node.plan.name;
    const web = await stage.expose([scene.port()]);
    scene.afterwards(() => node.sysctl('net.ipv4.ip_forward', 1));
    await node.sysctl('net.ipv4.ip_forward', 0);
    await deleteProxy(lab.api, web, name);

    const sentence = await eventually(
      async () => {
        const { status } = await proxyOn(lab.api, web, name);
        const container = status?.initContainerStatuses?.find((init) => init.name === 'ruleset');
        const ended = container?.state?.terminated ?? container?.lastState?.terminated;
        assert.ok(ended?.message, 'no termination message');
        return ended.message.trim();
      },
      { what: 'the proxy told nothing' },
    );
    assert.match(sentence, /^IPv4 forwarding is off/);
    await eventually(
      async () => {
        const service = await web.read();
        assert.equal(exposedOf(service)?.reason, 'ProxyFailed');
        for (const said of [exposedOf(service)?.message ?? '', annotationOf(service, 'reason') ?? ''])
          assert.ok(said.includes(`${sentence} on node ${name}`), said);
      },
      { what: 'the Service did not repeat it' },
    );

    await node.sysctl('net.ipv4.ip_forward', 1);
    await deleteProxy(lab.api, web, name);
    await web.exposedAt(everyAddress);
  },
};
