import { isDeepStrictEqual } from 'node:util';
import { timeText } from '../../../hooks/kubernetes/wire.ts';
import { deepFreeze } from '../../golden.ts';
import { assertKept } from './admission.ts';
import { keyOf } from './kube-object.ts';
import type { KubeObject, NewObject } from './kube-object.ts';

/** What one write changed. */
export interface Write {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

// Services have no generation on any version of Kubernetes.
const WITHOUT_GENERATION = new Set(['Service', 'Node', 'Namespace']);

/** Keeps frozen objects. Each write replaces an object, so an object that is not the stored one is stale. */
export class ApiServer {
  readonly writes: Write[] = [];
  /** Kinds of which nothing can be created or changed, as with a quota or an admission webhook. */
  refused: ReadonlySet<string> = new Set();
  readonly #objects = new Map<string, KubeObject>();
  readonly #now: () => number;
  #uids = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  list<T extends KubeObject = KubeObject>(kind: string): T[] {
    return [...this.#objects.values()].filter((object): object is T => object.kind === kind);
  }

  all(): KubeObject[] {
    return [...this.#objects.values()];
  }

  find(kind: string, name: string): KubeObject | undefined {
    return this.list(kind).find(({ metadata }) => metadata.name === name);
  }

  /** @returns false if there is an object of this name, or it is refused */
  create(object: NewObject): boolean {
    if (this.refused.has(object.kind) || this.#objects.has(`${object.kind} ${keyOf(object)}`)) return false;
    this.#uids += 1;
    const added = {
      uid: `${this.#uids.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
      creationTimestamp: timeText(this.#now()),
      ...(WITHOUT_GENERATION.has(object.kind) ? {} : { generation: 1 }),
    };
    this.#store(undefined, { ...object, metadata: { ...added, ...object.metadata } });
    return true;
  }

  /** @returns false if the observed object is stale, or the change is refused */
  update(observed: KubeObject, next: KubeObject): boolean {
    if (!this.#isCurrent(observed)) return false;
    if (isDeepStrictEqual(observed, next)) return true;
    const { generation } = observed.metadata;
    const isBumped = generation !== undefined && !isDeepStrictEqual(observed.spec, next.spec);
    if (isBumped && this.refused.has(next.kind)) return false;
    const isReported = next.kind === 'DaemonSet' && !isDeepStrictEqual(observed.status, next.status);
    const metadata = {
      ...next.metadata,
      ...(isBumped ? { generation: generation + 1 } : {}),
      ...(isReported ? { managedFields: [{ subresource: 'status', time: timeText(this.#now()) }] } : {}),
    };
    this.#store(observed, { ...next, metadata });
    return true;
  }

  /** Removes an object; a pod terminates first. Objects that it controls are the garbage collector's. */
  delete(object: KubeObject): void {
    if (!this.#isCurrent(object) || object.metadata.deletionTimestamp !== undefined) return;
    if (object.kind !== 'Pod') {
      this.remove(object);
      return;
    }
    const deletionGracePeriodSeconds = 5;
    const deletionTimestamp = timeText(this.#now() + 1000 * deletionGracePeriodSeconds);
    this.update(object, {
      ...object,
      metadata: { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds },
    });
  }

  remove(object: KubeObject): void {
    this.#objects.delete(`${object.kind} ${keyOf(object)}`);
    this.writes.push({ before: object, after: undefined });
  }

  #isCurrent(object: KubeObject): boolean {
    return this.#objects.get(`${object.kind} ${keyOf(object)}`) === object;
  }

  #store(before: KubeObject | undefined, next: KubeObject): void {
    // The API server stores JSON, and no null.
    const text = JSON.stringify(next);
    const withoutNull = (_: string, value: unknown) => value ?? undefined;
    const json: unknown = JSON.parse(text, text.includes(':null') ? withoutNull : undefined);
    const after = deepFreeze(json as KubeObject);
    // What a case begins with may be older than what we write.
    if (before !== undefined) assertKept(after);
    this.#objects.set(`${after.kind} ${keyOf(after)}`, after);
    this.writes.push({ before, after });
  }
}
