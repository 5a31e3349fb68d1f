import { readFileSync } from 'node:fs';

// package.json is in the parent folder of hooks/ and of dist/.
const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  name: string;
  version: string;
};

/** The name and version of this package. */
export const VERSION = { name, version };
