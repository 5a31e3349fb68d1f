import { Watch } from '@kubernetes/client-node';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Api } from '../framework/cluster/api.ts';

/**
 * Watches a path of the API server; the result ends the watch. A watch that the API server ends begins again with all
 * objects, so that an object may be reported twice.
 */
export async function watch(
  api: Api,
  path: string,
  onObject: (object: KubernetesObject) => void,
): Promise<() => void> {
  let ended = false;
  let request: AbortController | undefined;
  const begin = async () => {
    const onEvent = (_: string, object: KubernetesObject) => {
      onObject(object);
    };
    request = await new Watch(api.config).watch(path, {}, onEvent, () => {
      if (!ended) setTimeout(() => void begin(), 50);
    });
  };
  await begin();
  return () => {
    ended = true;
    request?.abort();
  };
}

/** When each key was noted first, in milliseconds on one clock. */
export class FirstTimes extends Map<string, number> {
  note(key: string): void {
    if (!this.has(key)) this.set(key, performance.now());
  }

  last(): number {
    return Math.max(...this.values());
  }
}
