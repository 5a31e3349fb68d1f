/** `npm run release -- version 1.2.3`, and the other files of a release. */
const COMMANDS: Readonly<Record<string, string>> = {
  version: './write-version.ts',
  notes: './write-notes.ts',
  sbom: '../supply-chain/sbom.ts',
};

const [, , name = ''] = process.argv;
const file = COMMANDS[name];
if (file === undefined) {
  console.error(
    `"${name}" is not one of ${Object.keys(COMMANDS).join(', ')}; for example: npm run release -- version 1.2.3`,
  );
  process.exitCode = 2;
} else {
  await import(file);
}
