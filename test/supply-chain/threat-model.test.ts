import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { read, ROOT } from '../checkout.ts';

const model = read('docs/threat-model.md');
const rows = model.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Who \||---)/.test(line));

/** What a row names and the repository does not have. */
function missingIn(tests: string): string[] {
  const fixtures = [...tests.matchAll(/fixture `([^`]+)`/g)].map(([, name = '']) => name);
  const titles = [...tests.matchAll(/`([^`]+\.ts)`: "([^"]+)"/g)];
  if (fixtures.length + titles.length === 0) return ['a test'];
  return [
    ...fixtures.filter((name) => !existsSync(join(ROOT, `test/fixtures/${name}.request.json`))),
    ...titles.filter(([, file = '', title = '']) => !read(file).includes(title)).map(([text]) => text),
  ];
}

describe('the threat model', () => {
  for (const row of rows) {
    const [, threat = '', , tests = ''] = row.split('|').slice(1);
    it(`names what covers this: ${threat.trim()}`, () => {
      assert.deepEqual(missingIn(tests), []);
    });
  }

  it('has every test about threats', () => {
    const source = read('test/hooks/services/threats.test.ts');
    for (const [, title = ''] of source.matchAll(/\b(?:it|settles)\('([^']+)'/g))
      assert.ok(model.includes(`"${title}"`), title);
  });
});
