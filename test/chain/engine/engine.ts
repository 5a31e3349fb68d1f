import assert from 'node:assert/strict';
import { readConfig } from '../../../hooks/config.ts';
import type { Environment } from '../../../hooks/config.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import type { Route } from '../../../hooks/routes.ts';
import { deepFreeze } from '../../golden.ts';
import type { ApiServer } from './api-server.ts';
import { DECORATOR_ANNOTATION, applyAnswer } from './apply.ts';
import type { Answer, Sync } from './apply.ts';
import { CONTROLLERS, attachmentGroups, parentGroup, relatedObjects } from './controllers.ts';
import type { Controller, HookDocument, Rule } from './controllers.ts';
import { controllerUid, groupOf, grouped, objectsIn } from './kube-object.ts';
import type { Groups, KubeObject } from './kube-object.ts';

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

/** An object that a controller is responsible for. */
interface Parent {
  readonly controller: Controller;
  readonly uid: string;
}

/**
 * Stands in for Metacontroller. As the hooks are pure, an event is the same as a request that has changed: a parent is
 * synced only then, or when its last answer requested it.
 */
export class Engine {
  /** Names of controllers that do not run. */
  stopped: ReadonlySet<string> = new Set();
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
    const running = CONTROLLERS.filter(({ metadata }) => !this.stopped.has(metadata.name));
    return running.flatMap((controller) => {
      const parents = this.#api.all().filter((object) => groupOf(object) === parentGroup(controller));
      return parents.map(({ metadata }) => ({ controller, uid: metadata.uid }));
    });
  }

  /** The sync of a parent, if one is due. */
  due(parent: Parent): Pending | undefined {
    const sync = this.#pending(parent);
    if (sync === undefined) return undefined;
    const isRequested = (this.#resyncs.get(sync.id) ?? Infinity) <= this.#now();
    return isRequested || this.#isChanged(sync) ? sync : undefined;
  }

  /** A sync of every parent, due or not. */
  syncAll(): void {
    for (const parent of this.parents()) this.run(this.#pending(parent));
  }

  run(sync: Pending | undefined): void {
    if (sync === undefined) return;
    const { id, controller, request } = sync;
    const answer = this.#call(controller.spec.hooks.sync, request) as Answer;
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

  #pending({ controller, uid }: Parent): Pending | undefined {
    const objects = this.#api.all();
    const parent = objects.find(({ metadata }) => metadata.uid === uid);
    // A sync before this one may have deleted it.
    if (parent === undefined) return undefined;
    const attachments = this.#attachments(controller, parent);
    const related = relatedObjects(objects, this.#rulesFor(controller, parent));
    const request = deepFreeze({ controller, object: parent, attachments, related, finalizing: false });
    const seen = [parent, ...objectsIn(attachments), ...objectsIn(related)];
    return { id: `${controller.metadata.name} ${uid}`, controller, parent, attachments, request, seen };
  }

  // A changed object is another one.
  #isChanged({ id, seen }: Pending): boolean {
    const last = this.#lastSeen.get(id);
    return last?.length !== seen.length || seen.some((object, index) => object !== last[index]);
  }

  #call({ webhook }: HookDocument, request: object): unknown {
    const { pathname } = new URL(webhook.url);
    const hook = hooksWith(this.environment)[pathname];
    assert.ok(hook, `no hook at ${pathname}`);
    moment = this.#now();
    return JSON.parse(JSON.stringify(hook(request)));
  }

  #attachments(controller: Controller, { metadata }: KubeObject): Groups {
    const isOurs = (object: KubeObject): boolean =>
      controllerUid(object) === metadata.uid &&
      object.metadata.namespace === metadata.namespace &&
      object.metadata.annotations?.[DECORATOR_ANNOTATION] === controller.metadata.name;
    return grouped(attachmentGroups(controller), this.#api.all().filter(isOurs));
  }

  // Metacontroller keeps the answer under uid and generation.
  #rulesFor(controller: Controller, parent: KubeObject): readonly Rule[] {
    const { customize } = controller.spec.hooks;
    if (customize === undefined) return [];
    const key = `${parent.metadata.uid} ${parent.metadata.generation ?? 0}`;
    const cached = this.#rules.get(key);
    if (cached !== undefined) return cached;
    const answer = this.#call(customize, deepFreeze({ controller, parent }));
    const { relatedResources: rules } = answer as { relatedResources: Rule[] };
    const isRefused = rules.some(({ names, labelSelector }) => names && labelSelector);
    assert.ok(!isRefused, 'Metacontroller refuses a rule with names and a selector');
    this.#rules.set(key, rules);
    return rules;
  }
}
