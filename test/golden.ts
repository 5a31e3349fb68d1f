import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { completed, podTemplateIn } from '../hooks/cli/fixtures.ts';
import { namesake } from '../hooks/cli/patch.ts';
import { isRecord } from '../hooks/kubernetes/parsed.ts';
import type { Answer, Workload } from '../hooks/services/answer.ts';

const ROOT = join(import.meta.dirname, 'fixtures');
/** The fixture whose response has the complete pod template. The others have a patch of it, see fixtures/README.md. */
export const BASE = 'services/sync/daemonset-exposed';
const UPDATE = process.env['UPDATE_FIXTURES'] === '1';

/** A request as curl can send it and the answer that belongs to it. */
export interface Pair {
  /** `services/sync/daemonset-new` */
  readonly name: string;
  /** `/services/sync` */
  readonly path: string;
  readonly request: unknown;
  /** @throws Error with the command that makes it, if the answer is missing */
  readonly response: () => unknown;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function readResponse(name: string): unknown {
  const file = join(ROOT, `${name}.response.json`);
  if (existsSync(file)) return completed(read(file), () => readResponse(BASE));
  throw new Error(`${name}.response.json is missing; make it with: UPDATE_FIXTURES=1 npm test`);
}

/** Every pair below test/fixtures, in order of name. */
export function pairs(): Pair[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.request.json'))
    .sort()
    .map((file) => {
      const name = file.replace('.request.json', '');
      const folder = relative(ROOT, join(ROOT, file, '..'));
      return {
        name,
        path: `/${folder}`,
        get request() {
          return read(join(ROOT, file));
        },
        response: () => readResponse(name),
      };
    });
}

/** Answers without a request. */
export function orphans(): string[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' });
  return files.filter(
    (file) => file.endsWith('.response.json') && !files.includes(file.replace('.response.', '.request.')),
  );
}

/** The patch that makes a value of the base. */
function patchOf(base: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => patchOf(namesake(base, item), item));
  if (!isRecord(base) || !isRecord(value)) return value;
  const changed = Object.keys({ ...value, ...base }).filter(
    (key) => key === 'name' || !isDeepStrictEqual(base[key], value[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, patchOf(base[key], value[key] ?? null)]));
}

function withPatches(answer: unknown): unknown {
  const base = podTemplateIn(readResponse(BASE));
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    key === 'template' ? { $base: basename(BASE), ...(patchOf(base, value) as object) } : value,
  );
}

/** With `UPDATE_FIXTURES=1 npm test` the answer becomes the fixture, so that a diff shows what has changed. */
export async function updateIfAsked(name: string, answer: unknown): Promise<void> {
  if (!UPDATE) return;
  const { format, resolveConfig } = await import('prettier');
  const filepath = join(ROOT, `${name}.response.json`);
  const text = JSON.stringify(name === BASE ? answer : withPatches(answer));
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}

/**
 * When a request was made, in milliseconds since the epoch: the newest time that it speaks of, and a second.
 * deletionTimestamp lies ahead and is not counted.
 */
export function momentOf(request: unknown): number {
  let newest = 0;
  JSON.stringify(request, (key, value: unknown) => {
    const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value);
    if (isTime && key !== 'deletionTimestamp') newest = Math.max(newest, Date.parse(value));
    return value;
  });
  return newest + 1000;
}

/** Makes every write to the value, at any depth, an error. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

function isWorkload(attachment: Answer['attachments'][number]): attachment is Workload {
  return attachment.kind !== 'ServiceExposure';
}

/** The workloads in an answer about a Service. */
export function workloadsIn({ attachments }: Answer): Workload[] {
  return attachments.filter(isWorkload);
}
