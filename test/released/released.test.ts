import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestBaseline } from './baseline.ts';
import { listedRestarts } from './changelog.ts';
import { brokenPromises } from './promises.ts';
import { renderFixtures } from './rendering.ts';

describe('an upgrade from the last release', () => {
  it('restarts no proxy without an entry in the changelog', () => {
    const baseline = newestBaseline();
    const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
    const broken = brokenPromises(baseline, renderFixtures(), listedRestarts(changelog, baseline.version));
    // Not equal(): the text is for people, and would be printed twice with escapes.
    if (broken.length > 0) assert.fail(broken.join('\n'));
  });
});
