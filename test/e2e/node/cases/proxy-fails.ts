import { strict as assert } from 'node:assert';

import { eventually } from '../../../framework/processes/eventually.ts';
import { annotationOf, exposedOf } from '../../../framework/cluster/service.ts';
import { everyAddress } from '../cluster/real-node.ts';
import { deleteProxy, proxyOn } from '../proxies.ts';
import type { RealNamespace } from '../real-namespace.ts';

export const title = 'a proxy that cannot forward reports why, and the Service repeats it';

export async function run(namespace: RealNamespace): Promise<void> {
  const { api, nodes } = namespace.cluster;
  const [node] = nodes;
  assert.ok(node);
  const name = node.plan.name;
  const web = await namespace.expose([namespace.port()]);
  namespace.afterwards(() => node.sysctl('net.ipv4.ip_forward', 1));
  await node.sysctl('net.ipv4.ip_forward', 0);
  await deleteProxy(api, web, name);

  const message = await eventually(
    async () => {
      const { status } = await proxyOn(web, name);
      const container = status?.initContainerStatuses?.find((init) => init.name === 'ruleset');
      const ended = container?.state?.terminated ?? container?.lastState?.terminated;
      assert.ok(ended?.message, 'no termination message');
      return ended.message.trim();
    },
    { what: 'the proxy had no termination message' },
  );
  assert.match(message, /^IPv4 forwarding is off/);
  await eventually(
    async () => {
      const service = await web.read();
      assert.equal(exposedOf(service)?.reason, 'ProxyFailed');
      for (const text of [exposedOf(service)?.message ?? '', annotationOf(service, 'reason') ?? ''])
        assert.ok(text.includes(`${message} on node ${name}`), text);
    },
    { what: 'the Service did not repeat it' },
  );

  await node.sysctl('net.ipv4.ip_forward', 1);
  await deleteProxy(api, web, name);
  await web.exposedAt(everyAddress);
}
