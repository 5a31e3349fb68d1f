import { Ajv } from 'ajv';
import type { SchemaObject, ValidateFunction } from 'ajv';
import { isRecord } from '../kubernetes/parsed.ts';
import { RequestError } from './request-error.ts';

/** The one kind of parent that a DecoratorController selects. */
export interface ParentKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The key of the parent in a DecoratorController's request. */
const PARENT_KEYS = { sync: 'object', customize: 'parent' } as const;

type HookName = keyof typeof PARENT_KEYS;

/** The parts of a request that are read before the schema is checked: each of them may be anything. */
interface Envelope {
  readonly object?: Partial<ParentKind> | null;
  readonly parent?: Partial<ParentKind> | null;
  readonly controller?: { readonly spec?: ControllerSpec | null } | null;
  readonly attachments?: object | null;
}

interface ControllerSpec {
  readonly hooks?: Partial<Record<HookName, { readonly version?: unknown } | null>> | null;
}

const ajv = new Ajv({ allowUnionTypes: true, strict: true, inlineRefs: false });

// Version v1 keys its objects by name, v2 by namespace/name. The controller in the request says which one is set.
function isVersion1({ controller, attachments }: Envelope, name: HookName): boolean {
  const spec = controller?.spec;
  if (spec !== undefined) return spec?.hooks?.[name]?.version !== 'v2';
  const groups: unknown[] = Object.values(attachments ?? {}).filter((group) => typeof group === 'object');
  return groups.some((group) => Object.keys(group ?? {}).some((key) => !key.includes('/')));
}

function invalid(message: string): RequestError {
  return new RequestError('InvalidRequest', message);
}

function checkEnvelope(request: unknown, name: HookName, wanted: ParentKind): void {
  if (!isRecord(request)) {
    throw invalid('The body must be a JSON object, the request of a Metacontroller hook.');
  }
  const envelope: Envelope = request;
  const key = PARENT_KEYS[name];
  const parent = envelope[key];
  if (parent === undefined) {
    throw invalid(`The request has no "${key}"; send what a DecoratorController's ${name} hook gets.`);
  }
  const { kind, apiVersion } = parent ?? {};
  const isKnown = typeof kind === 'string' && typeof apiVersion === 'string';
  if (isKnown && (kind !== wanted.kind || apiVersion !== wanted.apiVersion)) {
    throw new RequestError(
      'WrongParent',
      `This hook takes ${wanted.kind}s (${wanted.apiVersion}), not ${kind} (${apiVersion}); correct spec.resources of the DecoratorController.`,
    );
  }
  if (isVersion1(envelope, name)) {
    throw new RequestError(
      'HookVersion',
      `The request is of hook version v1; set \`version: v2\` at spec.hooks.${name} of the DecoratorController.`,
    );
  }
}

function schemaError({ errors }: ValidateFunction): RequestError {
  const { instancePath = '', message = 'is wrong' } = errors?.[0] ?? {};
  return invalid(
    `The request is malformed: ${instancePath === '' ? 'the request' : instancePath} ${message}.`,
  );
}

/**
 * A hook: checks a parsed body and answers it.
 * @param answer takes what the schema admits
 * @throws RequestError InvalidRequest, WrongParent, HookVersion
 */
export function hook(
  parent: ParentKind,
  name: HookName,
  schema: SchemaObject,
  answer: (request: never) => unknown,
): (body: unknown) => unknown {
  const validate = ajv.compile(schema);
  return (body) => {
    checkEnvelope(body, name, parent);
    if (!validate(body)) throw schemaError(validate);
    return answer(body as never);
  };
}
