import type { SchemaObject } from 'ajv';

declare const accepted: unique symbol;

/** A JSON schema that knows the type of what it accepts. */
export type Schema<T> = SchemaObject & { readonly [accepted]?: T };

/** What a schema accepts. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, SchemaObject>>;
type Values<F extends Fields> = { readonly [Key in keyof F]: TypeOf<F[Key]> };

// Only what the core reads is described: whole Kubernetes objects are the API server's to check. Go sends null for an
// absent list or map here and there (EndpointSlice.endpoints), so below the envelope null counts as absent.

export const text = { type: 'string', nullable: true } as const;
export const integer = { type: 'integer', nullable: true } as const;
export const flag = { type: 'boolean', nullable: true } as const;

export function object(
  properties: Readonly<Record<string, SchemaObject>>,
  required: string[] = [],
): SchemaObject {
  return { type: 'object', properties, required, nullable: true };
}

export function list(items: SchemaObject): SchemaObject {
  return { type: 'array', items, nullable: true };
}

export function mapOf(additionalProperties: SchemaObject): SchemaObject {
  return { type: 'object', additionalProperties, nullable: true };
}

export function present(schema: SchemaObject): SchemaObject {
  return { ...schema, nullable: false };
}

// What we have written ourselves is checked completely, and null is a fault.

export const string: Schema<string> = { type: 'string' };
export const strings: Schema<readonly string[]> = { type: 'array', items: string };
export const wholeNumber: Schema<number> = { type: 'integer' };

/** An object with fields that must be there and fields that may be absent. */
export function required<Required extends Fields, Optional extends Fields>(
  fields: Required,
  optional: Optional,
): Schema<Values<Required> & Partial<Values<Optional>>> {
  return { type: 'object', properties: { ...fields, ...optional }, required: Object.keys(fields) };
}

/** One of these words. */
export function word<const Word extends string>(...words: readonly Word[]): Schema<Word> {
  return { type: 'string', enum: words };
}

/** A name, namespace or uid. The API server refuses longer ones. */
export const name: Schema<string> = { type: 'string', minLength: 1, maxLength: 253 };

export const ownerReferences = list(present(object({ kind: text, name: text, uid: text, controller: flag })));

const metadataFields: Readonly<Record<string, SchemaObject>> = {
  name,
  namespace: { ...name, minLength: 0, nullable: true },
  uid: { ...name, minLength: 0, nullable: true },
  generation: integer,
  creationTimestamp: text,
  deletionTimestamp: text,
  labels: mapOf(string),
  annotations: mapOf(string),
  ownerReferences,
};

/** Metadata of any object, as far as the core reads it. */
export const metadata = present(object(metadataFields, ['name']));

/** Metadata of an object in a namespace that the API server has created. */
export const namespacedMetadata = present(
  object({ ...metadataFields, namespace: name, uid: name }, ['name', 'namespace', 'uid']),
);

export const condition = present(
  object({ type: text, status: text, reason: text, message: text, lastTransitionTime: text }, [
    'type',
    'status',
  ]),
);

/**
 * Objects of one kind in a request, by name or namespace/name.
 * @param definition key in the request's `$defs`. Each of them is checked by a function of its own, which V8 optimizes;
 * the one function for a whole request is too large for that, and a pod then takes three times as long.
 */
export function group<T>(definition: string): Schema<Readonly<Record<string, T>>> {
  return present(mapOf({ $ref: `#/$defs/${definition}` }));
}
