import assert from 'node:assert/strict';
import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { output, run } from './programs.ts';
import type { Said } from './programs.ts';

/** An object as it is rendered. */
export interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

interface Deployment extends Rendered {
  spec: { template: { spec: V1PodSpec } };
}

/** Values of the chart, nested. */
export type Values = Record<string, unknown>;

/** All that Helm alone adds, in objects and in the pods of Deployments. */
const helmLabels = ['app.kubernetes.io/managed-by', 'helm.sh/chart'];
const helmAnnotations = ['helm.sh/resource-policy', 'helm.sh/hook', 'helm.sh/hook-delete-policy'];

function parseObjects(text: string): Rendered[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Rendered | null)
    .filter((object) => object !== null);
}

/** What `kubectl apply -k` applies for these folders. */
export function kustomize(...folders: readonly string[]): Rendered[] {
  return folders.flatMap((folder) => parseObjects(output('kubectl', ['kustomize', folder])));
}

const release = ['akrobateo', 'deploy/chart', '--namespace=akrobateo-system'];

/** What `helm template` says of these values, good or bad. The version is that of the oldest cluster we are for. */
export function template(values: Values): Said {
  const args = ['template', ...release, '--kube-version=1.30.0', '--values=-'];
  return run('helm', args, JSON.stringify(values));
}

/** What the chart installs with these values. */
export function chart(values: Values = {}): Rendered[] {
  const { status, stdout, stderr } = template(values);
  if (status !== 0) throw new Error(stderr);
  return parseObjects(stdout);
}

function without(
  map: Record<string, string> = {},
  keys: readonly string[],
): Record<string, string> | undefined {
  const left = Object.entries(map).filter(([key]) => !keys.includes(key));
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** Without what Helm adds, at any depth, so that a pod template's labels are covered. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (key === 'labels') return [key, without(inner as Record<string, string>, helmLabels)] as const;
    if (key === 'annotations')
      return [key, without(inner as Record<string, string>, helmAnnotations)] as const;
    return [key, plain(inner)] as const;
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

/** `kind name` of an object. */
export function titleOf({ kind, metadata }: Rendered): string {
  return `${kind} ${metadata.name}`;
}

/** Objects by their titles, without what Helm adds: two sets that are equal install the same. */
export function comparable(objects: readonly Rendered[]): Record<string, unknown> {
  const entries = objects.map((object) => [titleOf(object), plain(object)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The only object of that title. */
export function only(objects: readonly Rendered[], title: string): Rendered {
  const [object, ...more] = objects.filter((each) => titleOf(each) === title);
  assert.ok(object, `there is no ${title}`);
  assert.equal(more.length, 0, `there are several ${title}`);
  return object;
}

/** The pod of a Deployment, and its only container. */
export function podOf(
  objects: readonly Rendered[],
  name: string,
): { pod: V1PodSpec; container: V1Container } {
  const pod = (only(objects, `Deployment ${name}`) as Deployment).spec.template.spec;
  const [container, ...more] = pod.containers;
  assert.ok(container, `Deployment ${name} has no container`);
  assert.equal(more.length, 0, `Deployment ${name} has several containers`);
  return { pod, container };
}

/** The environment of the hook. */
export function environmentOf(objects: readonly Rendered[]): Record<string, string | undefined> {
  const { env = [] } = podOf(objects, 'akrobateo').container;
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}
