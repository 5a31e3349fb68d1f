import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BUILD = join(import.meta.dirname, '../../../deploy/proxy/rootfs.sh');

/** A folder that is removed when the test run ends. */
export const scratch = mkdtempSync(join(tmpdir(), 'akrobateo-proxy-'));
process.once('exit', () => {
  rmSync(scratch, { recursive: true, force: true });
});
// Or the process would end without the event above.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

let made: string | undefined;

/** What the proxy image holds, made by the script that the Dockerfile runs. */
export function rootFilesystem(): string {
  if (made === undefined) {
    made = join(scratch, 'rootfs');
    execFileSync('sh', [BUILD, made]);
  }
  return made;
}
