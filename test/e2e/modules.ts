import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Imports every file of a folder, in the order of their names; `name` is that of the file, without its ending. */
export async function loadModules<T>(...folder: string[]): Promise<(T & { readonly name: string })[]> {
  const files = readdirSync(join(...folder)).sort();
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(join(...folder, file))) as T;
      return { ...module, name: basename(file, '.ts') };
    }),
  );
}
