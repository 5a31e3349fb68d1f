import { strict as assert } from 'node:assert';

import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

export const title = 'sessionAffinity ClientIP: at one address the same pod answers a client every time';

export async function run(namespace: RealNamespace): Promise<void> {
  const port = namespace.port();
  await namespace.backends();
  await namespace.expose([port], { sessionAffinity: 'ClientIP' });
  await namespace.reachable(port);

  for (const target of targets(port)) {
    const answered = new Set<string>();
    for (let call = 0; call < 20; call += 1)
      answered.add((await namespace.cluster.client.call(target)).backend);
    assert.equal(answered.size, 1, `answers of ${[...answered].join(', ')} at ${target.address}`);
  }
}
