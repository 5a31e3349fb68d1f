import { strict as assert } from 'node:assert';
import { Watch } from '@kubernetes/client-node';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Api } from '../framework/cluster/api.ts';
import { eventually } from '../framework/processes/eventually.ts';

/** When each key was seen first on a watch, in milliseconds on one clock. */
export interface FirstTimes {
  readonly times: Map<string, number>;
  /** Waits until there are this many keys, and gives the time of the last one. */
  readonly last: (count: number) => Promise<number>;
  readonly end: () => void;
}

/** Watches a path of the API server, for half an hour at most. */
export async function watchFirstTimes(
  { config }: Api,
  path: string,
  keysOf: (object: KubernetesObject) => readonly string[],
): Promise<FirstTimes> {
  const times = new Map<string, number>();
  const onEvent = (_: string, object: KubernetesObject) => {
    for (const key of keysOf(object)) if (!times.has(key)) times.set(key, performance.now());
  };
  const request = await new Watch(config).watch(path, {}, onEvent, () => undefined);
  return {
    times,
    last: async (count) => {
      const isReached = () => {
        assert.equal(times.size, count);
      };
      await eventually(isReached, { timeout: 480_000, interval: 100, what: `not as many of ${path}` });
      return Math.max(...times.values());
    },
    end: () => {
      request.abort();
    },
  };
}
