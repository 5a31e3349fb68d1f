import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const model = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');
const rows = model.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Who \||---)/.test(line));

/** What a row names and the repository does not have. */
function missingIn(tests: string): string[] {
  const fixtures = [...tests.matchAll(/fixture `([^`]+)`/g)].map(([, name = '']) => name);
  const titles = [...tests.matchAll(/`([^`]+\.ts)`: "([^"]+)"/g)];
  if (fixtures.length + titles.length === 0) return ['a test'];
  return [
    ...fixtures.filter((name) => !existsSync(join(ROOT, `test/fixtures/${name}.request.json`))),
    ...titles
      .filter(([, file = '', title = '']) => !readFileSync(join(ROOT, file), 'utf8').includes(title))
      .map(([text]) => text),
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
    const source = readFileSync(join(ROOT, 'test/hooks/services/threats.test.ts'), 'utf8');
    for (const [, title = ''] of source.matchAll(/\bit\('([^']+)'/g))
      assert.ok(model.includes(`"${title}"`), title);
  });
});
