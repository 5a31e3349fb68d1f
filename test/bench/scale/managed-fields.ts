import { isRecord } from '../../../hooks/kubernetes/parsed.ts';

type Json = Readonly<Record<string, unknown>>;

/** Key of a list's item, for the lists that the API server merges. */
function keyOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined;
  const key = ['uid', 'type', 'name', 'ip'].find((field) => field in item);
  return key === undefined ? undefined : `k:${JSON.stringify({ [key]: item[key] })}`;
}

function fieldsOf(value: unknown): Json {
  const fields: Record<string, unknown> = {};
  if (isRecord(value)) {
    fields['.'] = {};
    for (const [key, field] of Object.entries(value)) fields[`f:${key}`] = fieldsOf(field);
  }
  for (const item of Array.isArray(value) ? (value as unknown[]) : []) {
    const key = keyOf(item);
    if (key !== undefined) fields[key] = fieldsOf(item);
  }
  return fields;
}

/**
 * The object with the managedFields that the API server keeps of it, which Metacontroller sends along: who wrote which
 * field. They are a third of a pod or more, and the fixtures made by hand lack them.
 */
export function withManagedFields<
  T extends { readonly metadata?: object | null; readonly spec?: unknown; readonly status?: unknown },
>(object: T): T {
  const { metadata, spec, status } = object;
  const entry = {
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    operation: 'Update',
    time: '2026-11-23T08:39:50Z',
  };
  const managedFields = [
    { ...entry, manager: 'kube-controller-manager', fieldsV1: fieldsOf({ metadata, spec }) },
    { ...entry, manager: 'kubelet', fieldsV1: fieldsOf({ status }), subresource: 'status' },
  ];
  return { ...object, metadata: { ...metadata, managedFields } };
}
