import type { RealNamespace } from '../real-namespace.ts';

export const title = 'internalTrafficPolicy Local: a node without a backend serves too';

export async function run(namespace: RealNamespace): Promise<void> {
  const port = namespace.port();
  await namespace.backends({ replicas: 1 });
  await namespace.expose([port], { internalTrafficPolicy: 'Local' });
  await namespace.reachable(port);
}
