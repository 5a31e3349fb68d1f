import { Watch } from '@kubernetes/client-node';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Api } from '../../e2e/framework/api.ts';

/** Watches a path of the API server; the result ends the watch. */
export async function watch(
  api: Api,
  path: string,
  onEvent: (object: KubernetesObject) => void,
): Promise<() => void> {
  let ended = false;
  const request = await new Watch(api.config).watch(
    path,
    {},
    (_, object: KubernetesObject) => {
      onEvent(object);
    },
    (error: unknown) => {
      // It is not repeated: the measurement would have a gap. What waits for its events fails.
      if (!ended) console.error(`The watch of ${path} ended: ${String(error)}`);
    },
  );
  return () => {
    ended = true;
    request.abort();
  };
}
