import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Has everything that is made from now on in temporary folders made in one; what is returned removes that. */
export function useOwnFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'akrobateo-demo-'));
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
