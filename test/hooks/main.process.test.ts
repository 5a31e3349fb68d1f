import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { HookProcess } from './server/hook-process.ts';

describe('the program', () => {
  let hook: HookProcess | undefined;
  afterEach(() => hook?.kill());

  /** Sends text, and gives what comes back until the hook closes, with how long that took in seconds. */
  async function send(words: string): Promise<{ answer: string; seconds: number }> {
    assert.ok(hook);
    const socket = connect(await hook.port(), '127.0.0.1');
    const start = performance.now();
    socket.write(words);
    const answer = await text(socket);
    return { answer, seconds: (performance.now() - start) / 1000 };
  }

  it('listens, is ready, and exits with 0 after SIGTERM', async () => {
    hook = new HookProcess();
    const ready = await fetch(`http://127.0.0.1:${await hook.port()}/readyz`);
    assert.equal(await ready.text(), 'ok');
    hook.child.kill('SIGTERM');
    assert.equal(await hook.exitCode(), 0);
  });

  it('does not start with a bad variable, and says what would be right', async () => {
    hook = new HookProcess({ PORT: 'http' });
    assert.equal(await hook.exitCode(), 1);
    assert.equal(
      hook.said,
      'The hook cannot start:\nPORT="http" is no whole number from 0 to 65535 (default: 8080)\n',
    );
  });

  it('is not ready after SIGTERM, accepts requests for a while, and completes those in flight', async () => {
    hook = new HookProcess({ SHUTDOWN_DELAY_SECONDS: '1' });
    const port = await hook.port();
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += data.toString()));
    const head = ['POST /services/sync HTTP/1.1', 'Host: hook', 'Content-Type: application/json'];
    socket.write(`${[...head, 'Content-Length: 2'].join('\r\n')}\r\n\r\n{`);
    await sleep(100);
    hook.child.kill('SIGTERM');
    await hook.line('shutting down');
    const { status, headers } = await fetch(`http://127.0.0.1:${port}/readyz`);
    // A caller that keeps the connection might send a request while it is closed.
    assert.deepEqual([status, headers.get('connection')], [503, 'close']);
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    await sleep(1300);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`), 'it still takes connections');
    assert.equal(hook.child.exitCode, null, 'it did not wait for the request under way');
    socket.write('}');
    assert.equal(await hook.exitCode(), 0);
    assert.match(answer, /^HTTP\/1\.1 400 [^]*The request has no \\"object\\"/);
  });

  it('disconnects a client that sends too slowly after the timeout of Metacontroller', async () => {
    hook = new HookProcess();
    const head = ['POST /services/sync HTTP/1.1', 'Host: hook', 'Content-Type: application/json'];
    const { answer, seconds } = await send(`${[...head, 'Content-Length: 9'].join('\r\n')}\r\n\r\n{`);
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.ok(seconds >= 10, `${seconds}`);
  });

  it('disconnects a client that sends endless headers or invalid HTTP at once', async () => {
    hook = new HookProcess();
    const many = `GET /healthz HTTP/1.1\r\nHost: hook\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`;
    assert.match((await send(many)).answer, /^HTTP\/1\.1 431 /);
    assert.match((await send('nonsense\r\n\r\n')).answer, /^HTTP\/1\.1 400 /);
  });

  it('warns if every client that reaches the port may call, unless it is a local one', async () => {
    const warning = /anyone who reaches this port may call the hooks/;
    hook = new HookProcess();
    await hook.port();
    assert.deepEqual(
      hook.lines.filter(({ msg }) => msg.includes('anyone who reaches this port may call the hooks')),
      [],
    );
    hook.kill();
    hook = new HookProcess({ HOST: '0.0.0.0' });
    assert.equal((await hook.line(warning)).level, 40);
  });

  it('has its version and metrics', async () => {
    hook = new HookProcess();
    const version = await fetch(`http://127.0.0.1:${await hook.port()}/version`);
    assert.deepEqual(Object.keys((await version.json()) as object), ['name', 'version']);
    const metrics = await fetch(`http://127.0.0.1:${await hook.metricsPort()}/metrics`);
    assert.match(await metrics.text(), /^akrobateo_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    assert.equal((await fetch(`http://127.0.0.1:${await hook.metricsPort()}/`)).status, 404);
  });
}).timeout(60_000);
