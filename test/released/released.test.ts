import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestBaseline } from './baseline.ts';
import { HEADING, listedRestarts } from './changelog.ts';
import { brokenPromises } from './promises.ts';
import { renderFixtures } from './rendering.ts';
import type { Rendering } from './rendering.ts';

const NOTHING = { all: false, fixtures: [] };

describe('an upgrade from the last release', () => {
  it('restarts no proxy without an entry in the changelog', () => {
    const baseline = newestBaseline();
    const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
    const broken = brokenPromises(baseline, renderFixtures(), listedRestarts(changelog, baseline.version));
    // Not equal(): the text is for people, and would be printed twice with escapes.
    if (broken.length > 0) assert.fail(broken.join('\n'));
  });
});

describe('brokenPromises', () => {
  function rendering(template: string, request = '1'): Rendering {
    return { request, workloads: `DaemonSet a: tcp image 80; sha256 ${template}` };
  }
  const baseline = {
    version: '1.2.3',
    renderings: { a: rendering('x'), b: rendering('x'), c: rendering('x'), d: rendering('x') },
  };
  const today = baseline.renderings;

  for (const { why, renderings, listed = NOTHING, want } of [
    { why: 'nothing changed', renderings: today, want: [] },
    { why: 'a new fixture is no promise', renderings: { ...today, e: rendering('y') }, want: [] },
    {
      why: 'a fixture with another request is a new one',
      renderings: { ...today, a: rendering('y', '2') },
      want: [],
    },
    {
      why: 'a change that is listed',
      renderings: { ...today, a: rendering('y') },
      listed: { all: false, fixtures: ['a'] },
      want: [],
    },
    {
      why: 'a change of everything that is listed',
      renderings: { a: rendering('y'), b: rendering('y'), c: rendering('y'), d: rendering('y') },
      listed: { all: true, fixtures: [] },
      want: [],
    },
    {
      why: 'a change that is not listed',
      renderings: { ...today, a: rendering('y'), b: rendering('y') },
      listed: { all: false, fixtures: ['a'] },
      want: [/restarts proxies:$/, /^- b: DaemonSet a: tcp image 80, with another/, /"- `b`: <why>"/],
    },
    {
      why: 'a workload that does not exist any more',
      renderings: { a: rendering('x'), b: rendering('x'), c: rendering('x') },
      want: [/restarts proxies:$/, /^- d: DaemonSet a: tcp image 80 is not rendered any more$/, /"- `d`/],
    },
    {
      why: 'something listed that has not changed',
      renderings: today,
      listed: { all: true, fixtures: ['a'] },
      want: [/says that a restarts/, /says that all proxies restart/],
    },
    {
      why: 'too few fixtures left to compare',
      renderings: { ...today, a: rendering('x', '2'), b: rendering('x', '2') },
      want: [/^Only 2 of the 4 fixtures/],
    },
  ]) {
    it(why, () => {
      const broken = brokenPromises(baseline, renderings, listed);
      assert.equal(broken.length, want.length, broken.join('\n'));
      for (const [index, pattern] of want.entries()) assert.match(broken[index] ?? '', pattern);
    });
  }
});

describe('listedRestarts', () => {
  const changelog = [
    '# Changelog',
    '## Unreleased',
    HEADING,
    '- `a`, `b`: because of `c`',
    '### Fixed',
    '- `d`: not here',
    '## 1.2.3 (2026-11-23)',
    HEADING,
    '- all: long ago',
  ].join('\n');

  it('takes the fixtures under the heading, and nothing as old as the release', () => {
    assert.deepEqual(listedRestarts(changelog, '1.2.3'), { all: false, fixtures: ['a', 'b'] });
  });

  it('takes everything while the release has no heading', () => {
    assert.deepEqual(listedRestarts(changelog, '1.3.0'), { all: true, fixtures: ['a', 'b'] });
  });
});
