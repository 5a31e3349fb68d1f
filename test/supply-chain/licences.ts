import { read } from '../checkout.ts';

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

/** A package in package-lock.json. */
export interface Locked {
  readonly version?: string;
  /** SPDX, as the package itself says. */
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
}

/** A package that is part of what runs in production. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** Empty if it says nothing. */
  readonly licence: string;
}

/** The packages of the lock file by their paths, without our own. */
export function lockedPackages(): [path: string, locked: Locked][] {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
  return Object.entries(packages).filter(([path]) => path !== '');
}

/** Every production dependency in the lock file, in its order. */
export function productionDependencies(): Dependency[] {
  return lockedPackages()
    .filter(([, { dev, devOptional, link }]) => !dev && !devOptional && !link)
    .map(([path, { version = '', license = '' }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      licence: license,
    }));
}

/** Whether we may use it: one of the alternatives has nothing but allowed licences. Anything more complicated is refused. */
export function isAllowed(licence: string): boolean {
  const alternatives = licence.replace(/^\(([^()]*)\)$/, '$1').split(' OR ');
  return alternatives.some((each) => each.split(' AND ').every((name) => ALLOWED.includes(name)));
}
