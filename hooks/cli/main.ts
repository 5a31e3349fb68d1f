#!/usr/bin/env node
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

// The reader of a pipe may have gone, as `head` does: nothing is left to say.
process.stdout.on('error', () => process.exit());
// Not process.exit: what was written to a pipe has to arrive.
process.exitCode = await run(process.argv.slice(2), processTerminal());
