import { MANIFEST, read } from '../checkout.ts';
import { notesOf } from './notes.ts';
import { writeVersion } from './version-places.ts';

/** `npm run release -- version 1.2.3`, and the other files of a release. */
const COMMANDS: Readonly<Record<string, (argument: string) => unknown>> = {
  version: (version) => {
    for (const file of writeVersion(version)) console.log(file);
  },
  notes: () => {
    console.log(notesOf(read('CHANGELOG.md'), MANIFEST.version));
  },
  sbom: () => import('../supply-chain/sbom.ts'),
};

const [, , name = '', argument = ''] = process.argv;
try {
  const command = COMMANDS[name];
  if (command === undefined) throw new Error(`"${name}" is not one of ${Object.keys(COMMANDS).join(', ')}.`);
  await command(argument);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
