import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const names = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'metacontroller',
] as const;

/** A program that the suite starts. */
export type Program = (typeof names)[number];

/** Thrown when programs are missing; the message names them, where they were looked for and how to get them. */
export class ProgramsMissing extends Error {
  override name = 'ProgramsMissing';
}

function folders(): string[] {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return [...(assets === undefined ? [] : [assets]), ...path].filter((folder) => folder !== '');
}

function locate(name: string): string | undefined {
  const isExecutable = (file: string) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return folders()
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function sentence(missing: readonly string[]): string {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  const where = assets === undefined ? 'PATH (KUBEBUILDER_ASSETS is not set)' : `${assets} and PATH`;
  return (
    `The e2e suite cannot run: ${missing.join(', ')} not found in ${where}; put the binaries of etcd, Kubernetes, ` +
    'kwok and Metacontroller into one folder and point KUBEBUILDER_ASSETS at it (see test/e2e/README.md).'
  );
}

/**
 * Finds every program in $KUBEBUILDER_ASSETS, then on PATH.
 * @throws {ProgramsMissing} naming all that are missing
 */
export function locatePrograms(): Record<Program, string> {
  const found = names.map((name) => [name, locate(name)] as const);
  const missing = found.filter(([, file]) => file === undefined).map(([name]) => name);
  if (missing.length > 0) throw new ProgramsMissing(sentence(missing));
  return Object.fromEntries(found) as Record<Program, string>;
}

/** As `locatePrograms`, but says which are missing and ends the process with 1. */
export function requirePrograms(): Record<Program, string> {
  try {
    return locatePrograms();
  } catch (error) {
    if (!(error instanceof ProgramsMissing)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, file] of Object.entries(requirePrograms())) console.log(`${name}: ${file}`);
}
