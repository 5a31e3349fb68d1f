import { strict as assert } from 'node:assert';

import { exchange } from '../../../hooks/cli/http.ts';
import type { Manifest } from '../../framework/cluster/api.ts';
import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { eventually } from '../../framework/processes/eventually.ts';

/** Changes a cluster; the result undoes it. */
export type Change = (plane: ControlPlane) => Promise<() => Promise<unknown>>;

type Tree = Record<string, unknown>;
type Verb = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Asks the API server; the object in its answer. */
async function call(
  { server, token }: ControlPlane,
  verb: Verb,
  path: string,
  object?: object,
): Promise<Manifest> {
  const type = verb === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type };
  const options = { method: verb, headers, rejectUnauthorized: false };
  const { status, body } = await exchange(new URL(`${server}/${path}`), options, JSON.stringify(object));
  assert.ok(status < 300, `${verb} ${path}: ${status} ${body}`);
  return JSON.parse(body) as Manifest;
}

/** `api/v1/namespaces/shop/pods` */
function listOf({ apiVersion, kind, metadata: { namespace } }: Manifest): string {
  const plural = `${kind.toLowerCase().replace(/y$/, 'ie')}s`;
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `${apiVersion === 'v1' ? 'api' : 'apis'}/${apiVersion}${scope}/${plural}`;
}

async function remove(plane: ControlPlane, path: string): Promise<void> {
  await call(plane, 'DELETE', `${path}?gracePeriodSeconds=0`);
  await eventually(() => assert.rejects(call(plane, 'GET', path), / 404 /));
}

/** Creates objects, and writes the status of those that have one. */
export function created(...objects: readonly Manifest[]): Change {
  return async (plane) => {
    const paths = objects.map((object) => `${listOf(object)}/${object.metadata.name}`);
    for (const [index, object] of objects.entries()) {
      await call(plane, 'POST', listOf(object), object);
      const { status } = object;
      if (status !== undefined) await call(plane, 'PATCH', `${paths[index] ?? ''}/status`, { status });
    }
    return () => Promise.all(paths.map((path) => remove(plane, path)));
  };
}

/** Deletes the object at a path, and creates it again. */
export function deleted(path: string): Change {
  return async (plane) => {
    const { metadata, ...rest } = await call(plane, 'GET', path);
    await remove(plane, path);
    const { name, namespace, labels = {}, annotations = {} } = metadata;
    const kept = { name, labels, annotations, ...(namespace !== undefined && { namespace }) };
    return () => created({ ...rest, metadata: kept })(plane);
  };
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The patch that gives the parts of an object their old values. */
function inverse(patch: Tree, object: Tree): Tree {
  const entries = Object.entries(patch).map(([key, value]) => {
    const old = object[key];
    return [key, isTree(value) && isTree(old) ? inverse(value, old) : (old ?? null)] as const;
  });
  return Object.fromEntries(entries);
}

/** Merges a patch into the object at a path. */
export function patched(path: string, patch: Tree): Change {
  return async (plane) => {
    const before = await call(plane, 'GET', path);
    await call(plane, 'PATCH', path, patch);
    return () => call(plane, 'PATCH', path, inverse(patch, { ...before }));
  };
}

/** A fault, made by changes of a cluster, and the line that reports it. */
export interface Fault {
  readonly name: string;
  readonly says: RegExp;
  readonly changes: readonly Change[];
}

export function fault(name: string, says: RegExp, ...changes: readonly Change[]): Fault {
  return { name, says, changes };
}
