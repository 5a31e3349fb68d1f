import { MANIFEST, read } from './checkout.ts';
import { notesOf } from './notes.ts';

try {
  console.log(notesOf(read('CHANGELOG.md'), MANIFEST.version));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
