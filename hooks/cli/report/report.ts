import { Ajv } from 'ajv';
import { isRecord } from '../../kubernetes/parsed.ts';
import { desired, flag, integer, list, mapOf, orNull, text } from '../../kubernetes/schema.ts';
import type { Schema, TypeOf } from '../../kubernetes/schema.ts';
import { VERSION } from '../../version.ts';
import { readJson } from '../fixtures.ts';
import { configOf, usageError } from '../terminal.ts';
import { keyOf } from '../world.ts';
import { anonymized } from './anonymize.ts';
import { exchangesFor } from './exchanges.ts';
import type { Exchange } from './exchanges.ts';
import type { Gathered } from './gather.ts';

const exchange: Schema<Exchange> = desired(
  { path: text, request: { type: 'object' }, status: integer, response: {} },
  {},
);

/** A file about one Service: what the hooks get for it, and what they answer. */
const REPORT = desired(
  {
    /** Of the file. A program reads its own number and lower ones. */
    format: integer,
    /** Of the program that wrote it. */
    version: text,
    /** `shop/web` */
    service: text,
    /** When the hooks were asked. */
    time: { ...text, pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
    anonymized: flag,
    /** What is installed: a version, and images without their registry; null: it could not be read. */
    kubernetes: orNull(text),
    metacontroller: orNull(text),
    hook: orNull(text),
    /** Variables of the hook that change its answers. */
    environment: mapOf(text),
    /** What could not be read, and what that means. */
    notes: list(text),
    exchanges: list(exchange),
  },
  {},
);
export type Report = TypeOf<typeof REPORT>;

const isReport = new Ajv().compile<Report>(REPORT);

const FORMAT = 1;

function reasonsIn(exchanges: readonly Exchange[]): string {
  const reasons: unknown[] = [];
  JSON.stringify(exchanges, (key, part: unknown) => {
    if (key === 'request') return undefined;
    if (key === 'reason' || key === 'servingNodes') reasons.push(part);
    return part;
  });
  return reasons.join();
}

/** Pure. @param now milliseconds since the epoch */
export function reportOn(gathered: Gathered, isAnonymous: boolean, now: number): Report {
  const ask = ({ environment, world }: Pick<Gathered, 'environment' | 'world'>) => {
    const config = configOf(environment);
    return world.services.flatMap((service) => exchangesFor(service, world, config, now));
  };
  const { world, notes, environment: given, ...installation } = gathered;
  const { nodes, ...others } = world;
  // Names are numbered in this order, and a node is what most of them name.
  const { environment, ...used } = isAnonymous
    ? anonymized({ environment: given, world: { nodes, ...others } })
    : { environment: given, world };
  const exchanges = ask({ environment, ...used });
  const isSame = !isAnonymous || reasonsIn(exchanges) === reasonsIn(ask(gathered));
  const differs = 'without --anonymize the answers have other reasons or another number of nodes';
  return {
    format: FORMAT,
    version: VERSION.version,
    service: used.world.services.map(keyOf).join(),
    time: new Date(now).toISOString(),
    anonymized: isAnonymous,
    ...installation,
    environment,
    notes: [...notes, ...(isSame ? [] : [differs])],
    exchanges,
  };
}

/** Reads the file of a report. @throws CliError */
export function readReport(file: string): Report {
  const value = readJson(file);
  const { format, version } = isRecord(value) ? value : {};
  if (Number(format) > FORMAT) {
    const right = 'use that version or a newer one';
    throw usageError(`${file} is a report of akrobateo ${String(version)}, in a newer format; ${right}.`);
  }
  if (isReport(value)) return value;
  const { instancePath = '', message = '' } = isReport.errors?.[0] ?? {};
  const right = 'a complete one ends with "}", and the name of a fixture has to end with .request.json';
  throw usageError(`${file} is not a report: ${instancePath || 'it'} ${message}; ${right}.`);
}
