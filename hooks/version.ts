import { readFileSync } from 'node:fs';

// package.json lies beside both hooks/ and what is built from it.
const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  name: string;
  version: string;
};

/** The name and version of this package. */
export const VERSION = { name, version };
