import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { akrobateo, golden } from './run.ts';

const readme = readFileSync(join(import.meta.dirname, '../../hooks/cli/README.md'), 'utf8');

describe('the README of the command line', () => {
  it('shows what the commands really print', () => {
    for (const name of ['explain-held-by-service', 'ports', 'render-diff', 'lint', 'replay']) {
      assert.ok(
        readme.includes(golden(`${name}.txt`).trimEnd()),
        `${name}.txt is what it would have to show`,
      );
    }
  });

  it('has a chapter for every command', async () => {
    const { out } = await akrobateo(['--help']);
    const commands = [...out.matchAll(/^ {2}akrobateo (\w+)/gm)].map(([, command = '']) => command);
    assert.equal(commands.length, 6);
    for (const command of commands) assert.ok(readme.includes(`\n## ${command}\n`), command);
  });
});
