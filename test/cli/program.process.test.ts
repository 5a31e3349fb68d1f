import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESCAPE, example } from './run.ts';

const MAIN = join(import.meta.dirname, '../../hooks/cli/main.ts');

/** Runs the real process. */
function spawn(args: string[], stdin = ''): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import=tsx', MAIN, ...args], (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
    child.stdin?.end(stdin);
  });
}

describe('the process', () => {
  it('exits as the command says, and writes without colours to a pipe', async () => {
    const service = readFileSync(example('service.yaml'), 'utf8');
    const [rendered, differs, usage] = await Promise.all([
      spawn(['render', '-f', '-'], service),
      spawn(['render', '-f', example('service.yaml'), '--diff', example('changed-service.yaml')]),
      spawn(['render']),
    ]);
    assert.equal(rendered.code, 0, rendered.err);
    assert.match(rendered.out, /^apiVersion: akrobateo.kontena.io\/v1alpha1\n/);
    assert.equal(differs.code, 1);
    assert.doesNotMatch(differs.out, ESCAPE);
    assert.equal(usage.code, 2);
    const unreachable = await spawn(['explain', 'web', '--kubeconfig', '/nowhere']);
    assert.equal(unreachable.code, 3);
  });

  it('completes commands and options', async () => {
    const { out } = await spawn(['--get-yargs-completions', 'akrobateo', 'render', '--']);
    assert.match(out, /--file/);
  });
});
