import { Ajv } from 'ajv';
import type { SchemaObject, ValidateFunction } from 'ajv';
import { RequestError } from './request-error.ts';

/** The one kind of parent that a DecoratorController is set up for. */
export interface ParentKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The key of a DecoratorController's request that holds the parent. */
const PARENT_KEYS = { sync: 'object', customize: 'parent' } as const;

/** What tells a hook's requests from others. */
interface Envelope {
  readonly parent: ParentKind;
  /** Name of the hook in the controller. */
  readonly name: 'sync' | 'customize';
}

/** A hook: what it accepts, and what it answers. */
export interface Hook<Request, Answer> extends Envelope {
  readonly schema: SchemaObject;
  readonly answer: (request: Request) => Answer;
}

const ajv = new Ajv({ allowUnionTypes: true, strict: true, inlineRefs: false });

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function path(value: unknown, ...keys: string[]): unknown {
  return keys.reduce(field, value);
}

// Version v1 keys its objects by name, v2 by namespace/name; the controller in the request says which is set.
function isVersion1(request: unknown, name: string): boolean {
  const controller = path(request, 'controller', 'spec');
  if (controller !== undefined) return path(controller, 'hooks', name, 'version') !== 'v2';
  const attachments = path(request, 'attachments');
  const groups = typeof attachments === 'object' && attachments !== null ? Object.values(attachments) : [];
  return groups.some(
    (group: unknown) =>
      typeof group === 'object' && group !== null && Object.keys(group).some((key) => !key.includes('/')),
  );
}

function checkParent(parent: unknown, wanted: ParentKind): void {
  const kind = field(parent, 'kind');
  const apiVersion = field(parent, 'apiVersion');
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return;
  if (apiVersion === wanted.apiVersion && kind === wanted.kind) return;
  throw new RequestError(
    'WrongParent',
    `This hook takes ${wanted.kind}s (${wanted.apiVersion}), not ${kind} (${apiVersion}); correct spec.resources of the DecoratorController.`,
  );
}

function checkEnvelope(request: unknown, { name, parent: wanted }: Envelope): void {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new RequestError(
      'InvalidRequest',
      'The body must be a JSON object, the request of a Metacontroller hook.',
    );
  }
  const key = PARENT_KEYS[name];
  const parent = field(request, key);
  if (parent === undefined) {
    throw new RequestError(
      'InvalidRequest',
      `The request has no "${key}"; send what a DecoratorController's ${name} hook gets.`,
    );
  }
  checkParent(parent, wanted);
  if (isVersion1(request, name)) {
    throw new RequestError(
      'HookVersion',
      `The request is of hook version v1; set \`version: v2\` at spec.hooks.${name} of the DecoratorController.`,
    );
  }
}

function schemaError({ errors }: ValidateFunction): RequestError {
  const [error] = errors ?? [];
  const where = error?.instancePath === '' ? 'the request' : (error?.instancePath ?? '');
  return new RequestError(
    'InvalidRequest',
    `The request is malformed: ${where} ${error?.message ?? 'is wrong'}.`,
  );
}

/**
 * Checks a parsed body and answers it.
 * @throws RequestError InvalidRequest, WrongParent, HookVersion
 */
export function answering<Request, Answer>(hook: Hook<Request, Answer>): (body: unknown) => Answer {
  const validate = ajv.compile<Request>(hook.schema);
  return (body) => {
    checkEnvelope(body, hook);
    if (!validate(body)) throw schemaError(validate);
    return hook.answer(body);
  };
}
