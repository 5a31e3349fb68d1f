import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Permissive licences: they require that their text is kept, and nothing else. */
const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
];

/** A package that is part of what runs in production. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** SPDX, as the package itself says; empty if it says nothing. */
  readonly licence: string;
}

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

// The lock file repeats what the registry said; an installed package itself is more exact.
function installedLicence(path: string): string | undefined {
  if (!existsSync(join(ROOT, path, 'package.json'))) return undefined;
  const { license } = readJson(ROOT, path, 'package.json') as { license?: string | { type: string } };
  return typeof license === 'object' ? license.type : license;
}

/** Every production dependency in the lock file, in its order. */
export function productionDependencies(): Dependency[] {
  const { packages } = readJson(ROOT, 'package-lock.json') as { packages: Record<string, Locked> };
  return Object.entries(packages)
    .filter(([path, { dev, devOptional, link }]) => path !== '' && !dev && !devOptional && !link)
    .map(([path, { version = '', license = '' }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      licence: installedLicence(path) ?? license,
    }));
}

/** Whether we may use it: one of the alternatives has nothing but allowed licences. Anything more complicated is refused. */
export function isAllowed(licence: string): boolean {
  const expression = licence.replace(/^\(([^()]*)\)$/, '$1');
  return expression
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((name) => ALLOWED.includes(name)));
}
