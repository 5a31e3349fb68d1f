import type { KubeObject, NewObject } from './kube-object.ts';
import { isRecord } from '../../../hooks/kubernetes/parsed.ts';

type Fields = Readonly<Record<string, unknown>>;

const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration';

// In the order in which Metacontroller guesses the key of a list of objects.
const MERGE_KEYS = ['containerPort', 'port', 'mountPath', 'name', 'uid', 'ip', 'path'];

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function byKey(list: readonly unknown[], key: string): Fields {
  return Object.fromEntries((list as Fields[]).map((item) => [String(item[key]), item]));
}

function mergeFields(observed: Fields, last: Fields, desired: Fields): Fields {
  const kept = Object.entries(observed).filter(([key]) => !(key in last) || key in desired);
  const merged = Object.entries(desired).map(([key, value]) => [key, merge(observed[key], last[key], value)]);
  return { ...Object.fromEntries(kept), ...(Object.fromEntries(merged) as Fields) };
}

function mergeLists(observed: readonly unknown[], last: unknown, desired: readonly unknown[]): unknown {
  const all = [...observed, ...itemsOf(last), ...desired];
  const key = MERGE_KEYS.find((name) => all.every((item) => isRecord(item) && name in item));
  if (key === undefined || all.length === 0) return desired;
  return Object.values(mergeFields(byKey(observed, key), byKey(itemsOf(last), key), byKey(desired, key)));
}

function merge(observed: unknown, last: unknown, desired: unknown): unknown {
  if (Array.isArray(observed) && desired !== null) return mergeLists(observed, last, itemsOf(desired));
  if (!isRecord(observed) || !isRecord(desired)) return desired;
  return mergeFields(observed, isRecord(last) ? last : {}, desired);
}

function withLastApplied<T extends NewObject>(object: T, desired: NewObject): T {
  const annotations = { ...object.metadata.annotations, [LAST_APPLIED]: JSON.stringify(desired) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** An attachment as Metacontroller creates it. */
export function firstApplied(desired: NewObject): NewObject {
  return withLastApplied(desired, desired);
}

/**
 * Metacontroller's dynamic apply: a field that was applied before and is not desired any more is removed, a field of others
 * stays. Source: pkg/dynamic/apply/apply.go and pkg/controller/common/manage_children.go of Metacontroller 4.17.
 */
export function applied(observed: KubeObject, desired: NewObject): KubeObject {
  const last = JSON.parse(observed.metadata.annotations?.[LAST_APPLIED] ?? '{}') as Fields;
  const merged = mergeFields(observed as unknown as Fields, last, desired);
  const { uid, creationTimestamp, generation } = observed.metadata;
  const { metadata, ...rest } = merged as unknown as KubeObject;
  const system = { uid, creationTimestamp, ...(generation === undefined ? {} : { generation }) };
  return withLastApplied({ ...rest, metadata: { ...metadata, ...system } }, desired);
}
