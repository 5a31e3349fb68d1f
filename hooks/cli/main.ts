#!/usr/bin/env node
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

// The reader of a pipe may have ended, as `head` does. Then nothing is left to write.
process.stdout.on('error', () => process.exit());
// Not process.exit, because what was written to a pipe has to arrive.
process.exitCode = await run(process.argv.slice(2), processTerminal());
