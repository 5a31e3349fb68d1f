import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, read, ROOT } from './checkout.ts';
import { versionedFiles, withVersion } from './version-places.ts';

const [, , , version = ''] = process.argv;
if (!/^\d+\.\d+\.\d+$/.test(version)) {
  console.error('Name the new version: npm run release -- version 1.2.3');
  process.exit(2);
}
output(ROOT, 'npm', 'version', version, '--no-git-tag-version', '--allow-same-version');
for (const file of versionedFiles()) {
  const before = read(file);
  const after = withVersion(file, before, version);
  if (after === before) continue;
  writeFileSync(join(ROOT, file), after);
  console.log(file);
}
