import assert from 'node:assert/strict';
import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { output, run } from '../checkout.ts';

/** An object as it is rendered. */
export interface Rendered {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** Values of the chart, nested. */
export type Values = Record<string, unknown>;

function parseObjects(text: string): Rendered[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Rendered | null)
    .filter((object) => object !== null);
}

/** What `kubectl apply -k` applies for these folders. */
export function kustomize(...folders: readonly string[]): Rendered[] {
  return folders.flatMap((folder) => parseObjects(output('kubectl', ['kustomize', folder])));
}

/** The result of `helm template` with these values, for the oldest Kubernetes that we support. */
export function template(values: Values) {
  const release = ['akrobateo', 'deploy/chart', '--namespace=akrobateo-system'];
  return run('helm', ['template', ...release, '--kube-version=1.30.0', '--values=-'], {
    input: JSON.stringify(values),
  });
}

/** What the chart installs with these values. */
export function chart(values: Values = {}): Rendered[] {
  const { status, stdout, stderr } = template(values);
  assert.equal(status, 0, stderr);
  return parseObjects(stdout);
}

/** `kind name` of an object. */
export function titleOf({ kind, metadata }: Rendered): string {
  return `${kind} ${metadata.name}`;
}

/** The only object of that title. */
export function only(objects: readonly Rendered[], title: string): Rendered {
  const [object, ...more] = objects.filter((each) => titleOf(each) === title);
  assert.ok(object !== undefined && more.length === 0, `not exactly one ${title}`);
  return object;
}

/** The pod of a Deployment, and its only container. */
export function podOf(
  objects: readonly Rendered[],
  name: string,
): { pod: V1PodSpec; container: V1Container } {
  const { spec } = only(objects, `Deployment ${name}`) as unknown as {
    spec: { template: { spec: V1PodSpec } };
  };
  const pod = spec.template.spec;
  const [container, ...more] = pod.containers;
  assert.ok(container !== undefined && more.length === 0, `Deployment ${name} has not exactly one container`);
  return { pod, container };
}

/** The environment of the hook. */
export function environmentOf(objects: readonly Rendered[]): Record<string, string | undefined> {
  const { env = [] } = podOf(objects, 'akrobateo').container;
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}
