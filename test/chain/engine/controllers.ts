import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { matchesSelector } from '../../../hooks/kubernetes/label-selector.ts';
import { groupOf, grouped } from './kube-object.ts';
import type { Groups, KubeObject } from './kube-object.ts';

const FOLDER = join(import.meta.dirname, '../../../metacontroller/base');

const KINDS: Readonly<Record<string, string>> = {
  services: 'Service',
  serviceexposures: 'ServiceExposure',
  loadbalancerpools: 'LoadBalancerPool',
  daemonsets: 'DaemonSet',
  deployments: 'Deployment',
  pods: 'Pod',
  endpointslices: 'EndpointSlice',
  namespaces: 'Namespace',
  nodes: 'Node',
};

interface Resource {
  readonly apiVersion: string;
  readonly resource: string;
}

export interface HookDocument {
  readonly webhook: { readonly url: string };
}

/** A controller as installed. */
export interface Controller {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly resources: readonly [Resource];
    readonly attachments?: readonly Resource[];
    readonly hooks: { readonly sync: HookDocument; readonly customize?: HookDocument };
  };
}

/** A rule of a customize answer. */
export interface Rule extends Resource {
  readonly namespace?: string;
  readonly names?: readonly string[];
  readonly labelSelector?: NonNullable<Parameters<typeof matchesSelector>[0]>;
}

/** The controllers in metacontroller/base, in order of their names. */
export const CONTROLLERS = ['exposures', 'pools', 'services'].map(
  (name) => parse(readFileSync(join(FOLDER, `${name}-controller.yaml`), 'utf8')) as Controller,
);

/** Key of a kind in a request. */
function groupOfResource(resource: Resource): string {
  const kind = KINDS[resource.resource];
  assert.ok(kind, `the kind of ${resource.resource} is not known here`);
  return groupOf({ kind, apiVersion: resource.apiVersion });
}

/** The kind of a controller's parents. */
export function parentGroup({ spec }: Controller): string {
  return groupOfResource(spec.resources[0]);
}

/** The kinds that a controller may attach to its parents. */
export function attachmentGroups({ spec }: Controller): string[] {
  return (spec.attachments ?? []).map(groupOfResource);
}

function matches({ metadata }: KubeObject, { namespace, names = [], labelSelector }: Rule): boolean {
  const isInNamespace =
    namespace === undefined || metadata.namespace === undefined || metadata.namespace === namespace;
  const isNamed = names.length === 0 || names.includes(metadata.name);
  return isInNamespace && isNamed && matchesSelector(labelSelector, metadata.labels ?? {});
}

/** The objects that come with a parent. A kind that a rule names is there even if no object matches. */
export function relatedObjects(objects: readonly KubeObject[], rules: readonly Rule[]): Groups {
  const kinds = [...new Set(rules.map(groupOfResource))];
  const related = objects.filter((object) =>
    rules.some((rule) => groupOfResource(rule) === groupOf(object) && matches(object, rule)),
  );
  return grouped(kinds, related);
}
