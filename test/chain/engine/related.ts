import assert from 'node:assert/strict';
import { matchesSelector } from '../../../hooks/kubernetes/label-selector.ts';
import type { ApiServer } from './api-server.ts';
import { groupOfResource, kindOf } from './controllers.ts';
import type { Resource } from './controllers.ts';
import { keyOf } from './kube-object.ts';
import type { KubeObject } from './kube-object.ts';

/** A rule of a customize answer. */
export interface Rule extends Resource {
  readonly namespace?: string;
  readonly names?: readonly string[];
  readonly labelSelector?: NonNullable<Parameters<typeof matchesSelector>[0]>;
}

/** Objects of a request: by kind, then by name. */
export type Groups = Record<string, Record<string, KubeObject>>;

function matches({ metadata }: KubeObject, { namespace, names = [], labelSelector }: Rule): boolean {
  const isInNamespace =
    namespace === undefined || metadata.namespace === undefined || metadata.namespace === namespace;
  const isNamed = names.length === 0 || names.includes(metadata.name);
  return isInNamespace && isNamed && matchesSelector(labelSelector, metadata.labels ?? {});
}

/** The objects that come with a parent. A kind that a rule names is there even if no object matches. */
export function relatedObjects(api: ApiServer, rules: readonly Rule[]): Groups {
  const groups: Groups = {};
  for (const rule of rules) {
    const { names, labelSelector } = rule;
    assert.ok(!names || !labelSelector, 'Metacontroller refuses a rule with names and a selector');
    const found = api.list(kindOf(rule)).filter((object) => matches(object, rule));
    const group = (groups[groupOfResource(rule)] ??= {});
    for (const object of found) group[keyOf(object)] = object;
  }
  return groups;
}
