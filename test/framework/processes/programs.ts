import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The programs that the suite starts. */
export const programs = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
  'metacontroller',
] as const;

type Program = (typeof programs)[number];

const assets = process.env['KUBEBUILDER_ASSETS'] ?? '';

/** Where programs are looked for, in this order; `su` leaves a PATH that lacks the last two. */
export const programPath = [assets, process.env['PATH'] ?? '', '/usr/sbin', '/sbin']
  .filter((folder) => folder !== '')
  .join(delimiter);

/** Whether the file is there and may be executed. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The file of a program; undefined if it is not found. */
export function locate(name: string): string | undefined {
  return programPath
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/**
 * Finds every program of the suite.
 * @throws {Error} naming all that are missing, where they were looked for and how to get them
 */
export function locatePrograms(): Record<Program, string> {
  const found = programs.map((name) => [name, locate(name)] as const);
  const missing = found.filter(([, file]) => file === undefined).map(([name]) => name);
  if (missing.length === 0) return Object.fromEntries(found) as Record<Program, string>;
  const where = assets === '' ? 'PATH (KUBEBUILDER_ASSETS is not set)' : `${assets} and PATH`;
  throw new Error(
    `The e2e suite cannot run: ${missing.join(', ')} not found in ${where}; put the binaries of etcd, Kubernetes, ` +
      'kwok and Metacontroller into one folder and point KUBEBUILDER_ASSETS at it (see test/e2e/README.md).',
  );
}

/** As `locatePrograms`, but prints which are missing and ends the process with 1. */
export function requirePrograms(): Record<Program, string> {
  try {
    return locatePrograms();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, file] of Object.entries(requirePrograms())) console.log(`${name}: ${file}`);
}
