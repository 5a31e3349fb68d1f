import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Renderings } from './rendering.ts';

/** What a release rendered: `<version>.json` in this folder. */
export interface Baseline {
  readonly version: string;
  readonly renderings: Renderings;
}

/** As it is in the file: two tables, so that a diff of the second one is all that matters to people. */
interface Recorded {
  readonly requests: Readonly<Record<string, string>>;
  readonly workloads: Readonly<Record<string, string>>;
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The baseline of the newest release. */
export function newestBaseline(): Baseline {
  const versions = readdirSync(import.meta.dirname)
    .filter((file) => /^\d+\.\d+\.\d+\.json$/.test(file))
    .map((file) => file.replace('.json', ''))
    .sort(byVersion);
  const version = versions.at(-1) ?? '';
  const text = readFileSync(join(import.meta.dirname, `${version}.json`), 'utf8');
  const { requests, workloads } = JSON.parse(text) as Recorded;
  const renderings = Object.entries(workloads).map(
    ([name, rendered]) => [name, { request: requests[name] ?? '', workloads: rendered }] as const,
  );
  return { version, renderings: Object.fromEntries(renderings) };
}

function column(renderings: Renderings, key: keyof Renderings[string]): Record<string, string> {
  return Object.fromEntries(Object.entries(renderings).map(([name, rendering]) => [name, rendering[key]]));
}

/** Writes the baseline of a release; returns the file. */
export function writeBaseline({ version, renderings }: Baseline): string {
  const file = join(import.meta.dirname, `${version}.json`);
  const recorded: Recorded = {
    workloads: column(renderings, 'workloads'),
    requests: column(renderings, 'request'),
  };
  writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  return file;
}
