import { PREFIX } from '../../kubernetes/keys.ts';
import { PROBLEMS } from '../../kubernetes/problems.ts';
import type { Problem } from '../../kubernetes/problems.ts';
import type { Service } from '../../services/observed.ts';
import type { Located } from '../files.ts';
import { keyOf } from '../world.ts';
import type { CliError } from '../terminal.ts';
import { positionOf } from './position.ts';
import type { Position } from './position.ts';

/** Every rule with what it means. Most are reasons of the condition of a Service. */
export const RULES = {
  ...PROBLEMS,
  PortTaken: 'Another Service requests one of the ports on the same nodes.',
  ExternalIPs: 'spec.externalIPs is deprecated: with it a user can take any address (CVE-2020-8554).',
} as const;

export type Rule = keyof typeof RULES;

/** What is wrong, and where. */
export interface Finding {
  readonly rule: Rule;
  /** A warning is about something that does not change what is exposed. */
  readonly level: 'error' | 'warning';
  readonly file: string;
  readonly position: Position;
  /** `spec.ports.0.port` */
  readonly field: string;
  /** `Service shop/web` */
  readonly object: string;
  readonly message: string;
}

/** A finding at a field. */
export function finding(located: Located, rule: Rule, path: readonly string[], message: string): Finding {
  const { file, manifest } = located;
  const level = rule === 'ExternalIPs' ? 'warning' : 'error';
  const object = `${manifest.kind} ${keyOf(manifest)}`;
  return { rule, level, file, position: positionOf(located, path), field: path.join('.'), object, message };
}

/** A problem of a Service, at the first of its ports or annotations that the message names. */
export function problemFinding(located: Located, { reason, message }: Problem): Finding {
  const { metadata, spec } = located.manifest as Service;
  const fields = new Map<string, readonly string[]>();
  for (const key of Object.keys(metadata.annotations ?? {}))
    fields.set(key, ['metadata', 'annotations', key]);
  for (const [index, { port, protocol }] of (spec?.ports ?? []).entries())
    fields.set(`${port}/${protocol ?? 'TCP'}`, ['spec', 'ports', String(index), 'port']);
  const words = [...(reason === 'PoolNotFound' ? [`${PREFIX}pool`] : []), ...message.split(/[\s,;:"()]+/)];
  const named = words.find((word) => fields.has(word)) ?? '';
  return finding(located, reason, fields.get(named) ?? ['metadata', 'name'], message);
}

/** What the schema of a hook refuses. Its message has the JSON Pointer of the field (RFC 6901). */
export function schemaFinding(located: Located, { message }: CliError): Finding {
  const pattern = /\/(?:object|related\/Node\.v1\/[^/]+)\/(\S+) (.*?)\.?$/;
  const [, pointer = 'metadata/name', what = message] = pattern.exec(message) ?? [];
  const path = pointer.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return finding(located, 'InvalidService', path, `${path.join('.')} ${what}`);
}
