import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import { ROOT } from '../checkout.ts';
import { documentAt } from './documents.ts';

const HOOKS = join(ROOT, 'hooks');

describe('hooks/', () => {
  it('has a README that names every file of the core', () => {
    const { text } = documentAt('hooks/README.md');
    const files = ['services', 'exposures', 'pools', 'kubernetes'].flatMap((folder) =>
      readdirSync(join(HOOKS, folder)),
    );
    const unnamed = files.filter((file) => !text.includes(`\`${file.replace('.ts', '')}\``));
    assert.deepEqual(unnamed, []);
  });

  it('has every hook in the file of its URL path, with fixtures in the same path', () => {
    for (const path of Object.keys(hooksByPath(readConfig({}), Date.now))) {
      assert.ok(existsSync(join(HOOKS, `${path}.ts`)), path);
      assert.ok(existsSync(join(ROOT, 'test/fixtures', path)), path);
    }
  });

  it('has no import cycle, also of types: all imports point downwards', () => {
    const files = readdirSync(HOOKS, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const left = new Map(
      files.map((file) => {
        const imported = readFileSync(join(HOOKS, file), 'utf8').matchAll(/ from '(\.[^']+)'/g);
        return [file, [...imported].map(([, path = '']) => join(dirname(file), path))];
      }),
    );
    // What imports nothing that is left is in no cycle.
    for (let size = NaN; size !== left.size;) {
      size = left.size;
      for (const [file, imports] of left) if (!imports.some((path) => left.has(path))) left.delete(file);
    }
    assert.deepEqual([...left.keys()], []);
  });
});
