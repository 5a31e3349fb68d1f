import { readFileSync, watchFile } from 'node:fs';

/** How often files are looked at: Kubernetes brings a changed Secret within a minute or so. */
const INTERVAL = 2000;

/** Reads a file, with an error that says which setting named it. */
export function readSettingsFile(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(`${variable}="${file}" cannot be read (${code}); name a file that the hook may read`, {
      cause: error,
    });
  }
}

/**
 * Calls back when one of the files has changed. By looking, for a Secret's files change by a link in their path that no
 * watch of the file itself sees.
 */
export function watchFiles(files: readonly string[], onChange: () => void): void {
  for (const file of files) {
    watchFile(file, { interval: INTERVAL, persistent: false }, (now, before) => {
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) onChange();
    });
  }
}
