import assert from 'node:assert/strict';
import type { ApiServer } from './api-server.ts';
import { attachmentGroups } from './controllers.ts';
import type { Controller } from './controllers.ts';
import { controlledBy, groupOf, keyOf, objectsIn } from './kube-object.ts';
import type { Groups, KubeObject, Metadata, NewObject } from './kube-object.ts';
import { applied, firstApplied } from './merge.ts';

export const DECORATOR_ANNOTATION = 'metacontroller.k8s.io/decorator-controller';

type Texts = Readonly<Record<string, string | null>>;

export interface Answer {
  readonly attachments?: readonly NewObject[];
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly status?: object | null;
  readonly resyncAfterSeconds?: number;
}

/** What a controller saw when it asked the hook. */
export interface Sync {
  readonly controller: Controller;
  readonly parent: KubeObject;
  readonly attachments: Groups;
}

/** What an answer may have. */
export const FIELDS = ['attachments', 'labels', 'annotations', 'status', 'resyncAfterSeconds'];

function changed<Key extends 'labels' | 'annotations'>(
  metadata: Metadata,
  key: Key,
  changes: Texts = {},
): Pick<Metadata, Key> | object {
  const texts = Object.entries({ ...metadata[key], ...changes }).filter(([, text]) => text !== null);
  const isAbsent = texts.length === 0 && metadata[key] === undefined;
  return isAbsent ? {} : { [key]: Object.fromEntries(texts) };
}

function decorated({ parent }: Sync, { labels, annotations, status }: Answer): KubeObject {
  const { metadata } = parent;
  const texts = { ...changed(metadata, 'labels', labels), ...changed(metadata, 'annotations', annotations) };
  return { ...parent, metadata: { ...metadata, ...texts }, ...(status ? { status } : {}) };
}

function applyAttachment(api: ApiServer, { controller, parent, attachments }: Sync, answer: NewObject): void {
  const annotations = { ...answer.metadata.annotations, [DECORATOR_ANNOTATION]: controller.metadata.name };
  const desired = { ...answer, metadata: { ...answer.metadata, annotations } };
  const observed = attachments[groupOf(desired)]?.[keyOf(desired)];
  if (observed !== undefined) {
    api.update(observed, applied(observed, desired));
    return;
  }
  const { metadata, ...rest } = firstApplied(desired);
  // A name that is taken is only logged by Metacontroller.
  api.create({ ...rest, metadata: { ...metadata, ownerReferences: [controlledBy(parent)] } });
}

/** Writes what an answer asks for, as Metacontroller 4.17 does with dynamic apply. */
export function applyAnswer(api: ApiServer, sync: Sync, answer: Answer): void {
  const unknown = Object.keys(answer).filter((field) => !FIELDS.includes(field));
  assert.deepEqual(unknown, [], 'Metacontroller refuses an answer with an unknown field');
  const { parent, controller, attachments } = sync;
  // The status comes first. A conflict there ends the sync.
  if (!api.update(parent, decorated(sync, answer))) return;
  const desired = answer.attachments ?? [];
  const kept = new Set(desired.map((object) => `${groupOf(object)} ${keyOf(object)}`));
  for (const object of objectsIn(attachments)) {
    if (!kept.has(`${groupOf(object)} ${keyOf(object)}`)) api.delete(object);
  }
  for (const object of desired) {
    const isDeclared = attachmentGroups(controller).includes(groupOf(object));
    assert.ok(isDeclared, `${controller.metadata.name} does not name ${groupOf(object)}`);
    applyAttachment(api, sync, object);
  }
}
