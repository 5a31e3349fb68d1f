import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder, which is removed after the tests of the block. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `akrobateo-${name}-`));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
