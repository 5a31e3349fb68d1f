import { strict as assert } from 'node:assert';

import type { Context } from 'mocha';

import type { Launched } from './launcher.ts';

/**
 * Starts something before the tests of a block and stops it after them. It is there while a test runs.
 * @param start may skip the block
 */
export function useStarted<T extends Pick<Launched, 'stop'>>(
  start: (context: Context) => Promise<T>,
): () => T {
  let started: T | undefined;
  let failed = false;
  before(async function () {
    started = await start(this);
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await started?.stop(failed);
  });
  return () => started ?? assert.fail('what the tests need was not started');
}
