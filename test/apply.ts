import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { namesake } from '../hooks/cli/patch.ts';
import { isRecord } from '../hooks/kubernetes/parsed.ts';

interface Metadata {
  name: string;
  namespace: string;
  uid?: string;
  generation?: number;
  annotations?: Record<string, string>;
}
interface ApiObject {
  kind: string;
  apiVersion: string;
  metadata: Metadata;
  spec?: unknown;
  status?: unknown;
}

/** A sync request and its answer, as loosely as the engine sees them. */
export interface Request {
  readonly object: ApiObject;
  readonly attachments: Readonly<Record<string, Readonly<Record<string, ApiObject>>>>;
}
export interface Answer {
  readonly attachments: readonly ApiObject[];
  readonly status?: unknown;
  readonly annotations?: Readonly<Record<string, string | null>>;
}

// Lists are replaced, but an item keeps what the API server has added to the one with the same name.
function merge(observed: unknown, desired: unknown): unknown {
  if (Array.isArray(desired)) {
    return desired.map((item: unknown) => merge(namesake(observed, item), item));
  }
  if (!isRecord(desired)) return desired;
  const base = isRecord(observed) ? observed : {};
  const merged = Object.entries(desired).map(([key, value]) => [key, merge(base[key], value)] as const);
  return { ...base, ...Object.fromEntries(merged) };
}

function applyAttachment(observed: ApiObject | undefined, desired: ApiObject, now: number): ApiObject {
  const isExposure = desired.kind === 'ServiceExposure';
  if (observed === undefined) {
    const creationTimestamp = new Date(now).toISOString().replace(/\.\d+Z/, 'Z');
    const added = { uid: `uid-of-${desired.metadata.name}`, generation: 1, creationTimestamp };
    return { ...desired, metadata: { ...desired.metadata, ...added }, ...(isExposure ? {} : { status: {} }) };
  }
  // The API server adds nothing to a custom resource.
  const merged = {
    ...(merge(observed, desired) as ApiObject),
    ...(isExposure ? { spec: desired.spec } : {}),
  };
  const isSame = isDeepStrictEqual(merged.spec, observed.spec);
  const generation = (observed.metadata.generation ?? 1) + (isSame ? 0 : 1);
  return { ...merged, metadata: { ...merged.metadata, generation } };
}

function applyAnnotations(metadata: Metadata, changes: Answer['annotations'] = {}): Metadata {
  const { annotations, ...rest } = metadata;
  const kept = Object.entries({ ...annotations, ...changes }).filter(([, value]) => value !== null);
  return kept.length > 0
    ? { ...rest, annotations: Object.fromEntries(kept) as Record<string, string> }
    : rest;
}

/** What the next request looks like once Metacontroller and the API server have applied an answer, and nothing else has happened. */
export function apply(request: Request, answer: Answer, now: number): Request {
  const attachments = Object.fromEntries(
    Object.entries(request.attachments).map(([group, observed]) => {
      const desired = answer.attachments.filter(({ kind, apiVersion }) => `${kind}.${apiVersion}` === group);
      const applied = desired.map((attachment) => {
        const key = `${attachment.metadata.namespace}/${attachment.metadata.name}`;
        return [key, applyAttachment(observed[key], attachment, now)] as const;
      });
      return [group, Object.fromEntries(applied)];
    }),
  );
  const known = answer.attachments.every(
    ({ kind, apiVersion }) => `${kind}.${apiVersion}` in request.attachments,
  );
  assert.ok(known, 'an attachment is of a kind that the DecoratorController does not name');
  const metadata = applyAnnotations(request.object.metadata, answer.annotations);
  const status = answer.status ?? request.object.status;
  return { ...request, object: { ...request.object, metadata, status }, attachments };
}
