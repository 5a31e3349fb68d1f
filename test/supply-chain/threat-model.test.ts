import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const model = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');

interface Row {
  readonly threat: string;
  readonly open: boolean;
  readonly fixtures: readonly string[];
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

function rows(): Row[] {
  const lines = model.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => {
    const [, threat = '', defence = '', tests = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    return {
      threat,
      open: defence.includes('**Open**'),
      fixtures: [...tests.matchAll(/fixture `([^`]+)`/g)].map(([, name = '']) => name),
      tests: [...tests.matchAll(/`([^`]+\.ts)`: "([^"]+)"/g)].map(([, file = '', title = '']) => ({
        file,
        title,
      })),
    };
  });
}

/** How a test with this title begins: `it(`, `it.skip(`, a key or a row of a table, or a constant; undefined: there is none. */
function beginning(file: string, title: string): string | undefined {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const [quoted] = [`'${title.replaceAll("'", String.raw`\'`)}'`, `"${title}"`].filter((text) =>
    source.includes(text),
  );
  if (quoted === undefined) return undefined;
  return /(?:[\w.]+(?:\(|:| =)|\[)$/.exec(source.slice(0, source.indexOf(quoted)).trimEnd())?.[0];
}

describe('the threat model', () => {
  it('has rows', () => {
    assert.ok(rows().length > 20);
  });

  for (const { threat, open, fixtures, tests } of rows()) {
    it(`names what covers this: ${threat}`, () => {
      assert.ok(fixtures.length + tests.length > 0, 'name a test, or write one');
      for (const name of fixtures)
        for (const half of ['request', 'response'])
          assert.ok(existsSync(join(ROOT, `test/fixtures/${name}.${half}.json`)), name);
      const kinds = tests.map(({ file, title }) => {
        const kind = beginning(file, title);
        assert.ok(kind, `${file} has no test "${title}"`);
        return kind;
      });
      assert.equal(
        kinds.includes('it.skip('),
        open,
        'a threat is Open exactly while a test of it is skipped: change both',
      );
    });
  }

  it('has every test about threats', () => {
    const source = readFileSync(join(ROOT, 'test/hooks/services/threats.test.ts'), 'utf8');
    for (const [, title = ''] of source.matchAll(/\b(?:it|it\.skip|settles)\('([^']+)'/g))
      assert.ok(model.includes(`"${title}"`), title);
  });
});
