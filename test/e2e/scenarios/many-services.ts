import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const title =
  '50 Services at once, with names of 63 characters that differ at the end, and all but one deleted at once';

export async function run(namespace: TestNamespace): Promise<void> {
  const names = Array.from({ length: 50 }, (_, index) => `web-${index}`.padStart(63, 'w'));
  const services = await Promise.all(names.map((name) => namespace.createService(name)));
  await Promise.all(services.map((service) => service.exposedAt(everyNode, 90_000)));
  const [last, ...rest] = services;
  await Promise.all(rest.map((service) => service.delete()));
  await Promise.all(rest.map((service) => service.workloadGone()));
  await last?.exposedAt(everyNode);
}
