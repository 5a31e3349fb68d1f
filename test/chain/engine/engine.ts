import assert from 'node:assert/strict';
import { readConfig } from '../../../hooks/config.ts';
import type { Environment } from '../../../hooks/config.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import type { Route } from '../../../hooks/routes.ts';
import { deepFreeze } from '../../golden.ts';
import type { ApiServer } from './api-server.ts';
import { DECORATOR_ANNOTATION, applyAnswer } from './apply.ts';
import type { Answer, Sync } from './apply.ts';
import { CONTROLLERS } from './controllers.ts';
import type { Controller } from './controllers.ts';
import { controllerUid, groupOf, keyOf } from './kube-object.ts';
import type { KubeObject } from './kube-object.ts';
import { relatedObjects } from './related.ts';
import type { Groups, Rule } from './related.ts';

// Compiling the schemas of the requests takes longer than a case.
let moment = 0;
const HOOKS = new Map<string, Readonly<Record<string, Route>>>();

function hooksWith(env: Environment): Readonly<Record<string, Route>> {
  const key = JSON.stringify(env);
  const hooks = HOOKS.get(key) ?? hooksByPath(readConfig(env), () => moment);
  HOOKS.set(key, hooks);
  return hooks;
}

/** One sync that is about to happen. */
interface Pending extends Sync {
  readonly id: string;
  readonly request: object;
  /** Every object in the request. */
  readonly seen: readonly KubeObject[];
}

function objectsIn(groups: Groups): KubeObject[] {
  return Object.values(groups).flatMap((objects) => Object.values(objects));
}

/** An object that a controller is responsible for. */
export interface Parent {
  readonly controller: Controller;
  readonly uid: string;
}

/**
 * Stands in for Metacontroller. As the hooks are pure, an event is the same as a request that has changed: a parent is
 * synced only then, or when its last answer requested it.
 */
export class Engine {
  /** Names of controllers that do not run. */
  readonly stopped = new Set<string>();
  /** Settings of the hooks. */
  environment: Environment = {};
  readonly #api: ApiServer;
  readonly #now: () => number;
  readonly #rules = new Map<string, readonly Rule[]>();
  readonly #lastSeen = new Map<string, readonly KubeObject[]>();
  readonly #resyncs = new Map<string, number>();

  constructor(api: ApiServer, now: () => number) {
    this.#api = api;
    this.#now = now;
  }

  /** Every parent of every controller, in order of the controllers' names. */
  parents(): Parent[] {
    const running = CONTROLLERS.filter(({ name }) => !this.stopped.has(name));
    return running.flatMap((controller) =>
      this.#api.list(controller.parentKind).map(({ metadata }) => ({ controller, uid: metadata.uid })),
    );
  }

  /** The sync of a parent, if one is due. */
  due({ controller, uid }: Parent): Pending | undefined {
    const sync = this.sync({ controller, uid });
    if (sync === undefined) return undefined;
    const isRequested = (this.#resyncs.get(sync.id) ?? Infinity) <= this.#now();
    return isRequested || this.#isChanged(sync) ? sync : undefined;
  }

  /** The sync of a parent, whether or not it is due; undefined: the parent is gone. */
  sync({ controller, uid }: Parent): Pending | undefined {
    const parent = this.#api.list(controller.parentKind).find(({ metadata }) => metadata.uid === uid);
    if (parent === undefined) return undefined;
    const attachments = this.#attachments(controller, parent);
    const related = relatedObjects(this.#api, this.#rulesFor(controller, parent));
    const { document } = controller;
    const request = { controller: document, object: parent, attachments, related, finalizing: false };
    const seen = [parent, ...objectsIn(attachments), ...objectsIn(related)];
    const id = `${controller.name} ${uid}`;
    return { id, controller, parent, attachments, request: deepFreeze(request), seen };
  }

  run(sync: Pending): void {
    const { id, controller, request } = sync;
    const answer = this.#call(controller.syncPath, request) as Answer;
    this.#lastSeen.set(id, sync.seen);
    this.#resyncs.delete(id);
    const { resyncAfterSeconds = 0 } = answer;
    if (resyncAfterSeconds > 0) this.#resyncs.set(id, this.#now() + 1000 * resyncAfterSeconds);
    applyAnswer(this.#api, sync, answer);
  }

  /** When the earliest requested sync is due; undefined: none was requested. */
  nextResync(): number | undefined {
    const existing = new Set(this.#api.all().map(({ metadata }) => metadata.uid));
    const times = [...this.#resyncs].filter(([id]) => existing.has(id.split(' ')[1] ?? ''));
    return times.length === 0 ? undefined : Math.min(...times.map(([, time]) => time));
  }

  // A changed object is another one.
  #isChanged({ id, seen }: Pending): boolean {
    const last = this.#lastSeen.get(id);
    return last?.length !== seen.length || seen.some((object, index) => object !== last[index]);
  }

  #call(path: string, request: object): unknown {
    const hook = hooksWith(this.environment)[path];
    assert.ok(hook, `no hook at ${path}`);
    moment = this.#now();
    return JSON.parse(JSON.stringify(hook(request)));
  }

  #attachments({ name, attachments }: Controller, { metadata }: KubeObject): Groups {
    const isOurs = (object: KubeObject): boolean =>
      controllerUid(object) === metadata.uid &&
      object.metadata.namespace === metadata.namespace &&
      object.metadata.annotations?.[DECORATOR_ANNOTATION] === name;
    const objects = this.#api.all().filter(isOurs);
    return Object.fromEntries(
      attachments.map((group) => {
        const own = objects.filter((object) => groupOf(object) === group);
        return [group, Object.fromEntries(own.map((object) => [keyOf(object), object]))];
      }),
    );
  }

  // Metacontroller keeps the answer under uid and generation.
  #rulesFor({ customizePath, document }: Controller, parent: KubeObject): readonly Rule[] {
    if (customizePath === undefined) return [];
    const key = `${parent.metadata.uid} ${parent.metadata.generation ?? 0}`;
    const cached = this.#rules.get(key);
    if (cached !== undefined) return cached;
    const answer = this.#call(customizePath, deepFreeze({ controller: document, parent }));
    const { relatedResources } = answer as { relatedResources: Rule[] };
    this.#rules.set(key, relatedResources);
    return relatedResources;
  }
}
