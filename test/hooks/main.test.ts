import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

function start(env: Record<string, string>): ChildProcessWithoutNullStreams {
  // Its coverage would be merged with ours, and the two do not match.
  const all = { ...process.env, NODE_V8_COVERAGE: '', HOST: '127.0.0.1', ...env };
  return spawn(process.execPath, ['--import=tsx', 'hooks/main.ts'], { cwd: ROOT, env: all });
}

describe('the program', () => {
  let hook: ChildProcessWithoutNullStreams | undefined;
  afterEach(() => hook?.kill('SIGKILL'));

  it('listens, is ready, and ends with 0 when it is told to', async () => {
    hook = start({ PORT: '0' });
    const [line] = (await once(createInterface(hook.stdout), 'line')) as [string];
    const { msg, port } = JSON.parse(line) as { msg: string; port: number };
    assert.equal(msg, 'listening');
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    assert.equal(await ready.text(), 'ok');
    hook.kill('SIGTERM');
    assert.deepEqual(await once(hook, 'exit'), [0, null]);
  });

  it('does not start with a bad variable, and says what would be right', async () => {
    hook = start({ PORT: 'http' });
    let said = '';
    hook.stderr.on('data', (data: Buffer) => (said += data.toString()));
    assert.deepEqual(await once(hook, 'close'), [1, null]);
    assert.equal(
      said,
      'The hook cannot start:\nPORT="http" is no whole number from 0 to 65535 (default: 8080)\n',
    );
  });
});
