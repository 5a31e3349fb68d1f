import { Watch } from '@kubernetes/client-node';
import type { KubernetesObject } from '@kubernetes/client-node';

import type { Api } from './api.ts';

/** What a watch has reported of one object. */
export interface Change<T> {
  readonly type: string;
  readonly object: T;
  /** Of the whole cluster, so that changes of different kinds can be put in order. */
  readonly revision: number;
  /** When it was seen, in milliseconds. */
  readonly at: number;
}

/** The changes of all objects of one kind, the first ones are what exists. */
export interface ChangeRecord<T> {
  readonly seen: readonly Change<T>[];
  end: () => Promise<void>;
}

/** @param path of a list, `/api/v1/nodes` */
export async function recordChanges<T extends KubernetesObject>(
  api: Api,
  path: string,
): Promise<ChangeRecord<T>> {
  const seen: Change<T>[] = [];
  const see = (type: string, object: T) => {
    const revision = Number(object.metadata?.resourceVersion);
    seen.push({ type, object, revision, at: performance.now() });
  };
  const watch = await new Watch(api.config).watch(path, {}, see, () => undefined);
  return {
    seen,
    end: () => {
      watch.abort();
      return Promise.resolve();
    },
  };
}
