import type { SchemaObject } from 'ajv';
import type { Condition } from './conditions.ts';

declare const accepted: unique symbol;

/** A JSON schema that knows the type of what it accepts. */
export type Schema<T> = SchemaObject & { readonly [accepted]?: T };

/** What a schema accepts. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, SchemaObject>>;
type Values<F extends Fields> = { readonly [Key in keyof F]: TypeOf<F[Key]> };

export const text: Schema<string> = { type: 'string' };
export const integer: Schema<number> = { type: 'integer' };
export const flag: Schema<boolean> = { type: 'boolean' };

/** A name, namespace or uid. The API server refuses longer ones. */
export const name: Schema<string> = { type: 'string', minLength: 1, maxLength: 253 };

/** One of these words. */
export function word<const Word extends string>(...words: readonly Word[]): Schema<Word> {
  return { type: 'string', enum: words };
}

/** @param limits JSON schema's own, such as maxItems; they are checked before the items */
export function list<T>(items: Schema<T>, limits: SchemaObject = {}): Schema<readonly T[]> {
  return { type: 'array', items, ...limits };
}

export function mapOf<T>(
  additionalProperties: Schema<T>,
  limits: SchemaObject = {},
): Schema<Readonly<Record<string, T>>> {
  return { type: 'object', additionalProperties, ...limits };
}

export function orNull<T>(schema: Schema<T>): Schema<T | null> {
  const words = schema['enum'] as readonly unknown[] | undefined;
  return { ...schema, nullable: true, ...(words === undefined ? {} : { enum: [...words, null] }) };
}

/** An object as we write it, with fields that must be there and fields that may be absent. Null is a fault. */
export function desired<Required extends Fields, Optional extends Fields>(
  fields: Required,
  optional: Optional,
): Schema<Values<Required> & Partial<Values<Optional>>> {
  return { type: 'object', properties: { ...fields, ...optional }, required: Object.keys(fields) };
}

/**
 * An object as the API server sends it. Only what the core reads is described: the rest is the API server's to check. Go
 * sends null for an absent list or map here and there (EndpointSlice.endpoints), so null counts as absent.
 */
export function observed<Required extends Fields, Optional extends Fields>(
  fields: Required,
  optional: Optional,
): Schema<Values<Required> & { readonly [Key in keyof Optional]?: TypeOf<Optional[Key]> | null }> {
  const orNulls = Object.entries(optional).map(([field, schema]) => [field, orNull(schema)] as const);
  return desired(fields, Object.fromEntries(orNulls)) as SchemaObject;
}

/** An observed object without a field that must be there. */
export function partial<Optional extends Fields>(optional: Optional) {
  return observed({}, optional);
}

export const ownerReferences = list(partial({ kind: text, name: text, uid: text, controller: flag }));

const metadataFields = {
  generation: integer,
  creationTimestamp: text,
  deletionTimestamp: text,
  labels: mapOf(text),
  annotations: mapOf(text),
  ownerReferences,
};

const anyName: Schema<string> = { type: 'string', maxLength: 253 };

/** Metadata of any object, as far as the core reads it. */
export const metadata = observed({ name }, { namespace: anyName, uid: anyName, ...metadataFields });

/** Metadata of an object in a namespace that the API server has created. */
export const namespacedMetadata = observed({ name, namespace: name, uid: name }, metadataFields);

export const condition: Schema<Condition> = observed(
  { type: orNull(text), status: orNull(text) },
  { reason: text, message: text, lastTransitionTime: text },
) as SchemaObject;

/**
 * Objects of one kind in a request, by name or namespace/name.
 * @param definition key in the request's `$defs`. Each of them is checked by a function of its own, which V8 optimizes;
 * the one function for a whole request is too large for that, and a pod then takes three times as long.
 */
export function group<T>(definition: string): Schema<Readonly<Record<string, T>>> {
  return mapOf({ $ref: `#/$defs/${definition}` });
}
