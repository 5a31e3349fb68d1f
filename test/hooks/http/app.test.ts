import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import request from 'supertest';
import { createApp } from '../../../hooks/app.ts';
import { QUIET } from './surroundings.ts';
import { readConfig } from '../../../hooks/config.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

interface ExposureRequest {
  related: Record<string, Record<string, unknown>>;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(FIXTURES, `${name}.request.json`), 'utf8'));
}

interface Options {
  ready?: boolean;
  now?: () => number;
  env?: Record<string, string>;
  faults?: unknown[];
}

function app({
  ready = true,
  now = () => Date.parse('2026-11-23T12:00:00Z'),
  env = {},
  faults = [],
}: Options = {}) {
  return createApp(readConfig(env), {
    ...QUIET,
    now,
    isReady: () => ready,
    logError: (error) => void faults.push(error),
  }).express;
}

function sync(body: unknown, options?: Options) {
  return request(app(options))
    .post('/services/sync')
    .send(body as object);
}

describe('routes', () => {
  it('answers /healthz', async () => {
    await request(app()).get('/healthz').expect(200, 'ok');
  });

  it('answers /readyz, and 503 once it shuts down', async () => {
    await request(app()).get('/readyz').expect(200, 'ok');
    await request(app({ ready: false }))
      .get('/readyz')
      .expect(503, 'shutting down');
  });

  it('names the hooks at an unknown route', async () => {
    const error =
      'There is nothing at /services/finalize; the hooks are /exposures/customize, /exposures/sync, /pools/customize, /pools/sync, /services/sync.';
    await request(app()).post('/services/finalize').expect(404, { error, code: 'NotFound' });
  });

  it('says which method is right', async () => {
    const sent = request(app()).get('/services/sync').expect('Allow', 'POST');
    await sent.expect(405, { error: '/services/sync takes POST, not GET.', code: 'MethodNotAllowed' });
    const health = request(app()).post('/healthz').expect('Allow', 'GET');
    await health.expect(405, { error: '/healthz takes GET, not POST.', code: 'MethodNotAllowed' });
  });

  it('requires a content type', async () => {
    const error = 'Content-Type must be application/json in UTF-8; none was sent.';
    await request(app()).post('/services/sync').expect(415, { error, code: 'UnsupportedMediaType' });
  });

  it('does not say which framework it uses', async () => {
    const { headers } = (await request(app()).get('/healthz')) as { headers: Record<string, string> };
    assert.equal(headers['x-powered-by'], undefined);
  });

  it('answers a fault of its own with fixed text, and logs the stack', async () => {
    const faults: unknown[] = [];
    const now = () => {
      throw new Error('the clock is broken');
    };
    const { status, body } = (await sync(read('services/sync/daemonset-new'), { now, faults })) as {
      status: number;
      body: { error: string; code: string };
    };
    assert.equal(status, 500);
    assert.match(body.error, /^The hook has a fault; its log has more under request id [-0-9a-f]{36}\.$/);
    assert.equal(body.code, 'Internal');
    assert.deepEqual(faults.map(String), ['Error: the clock is broken']);
  });
});

describe('unusual input', () => {
  it('treats __proto__ keys as keys', async () => {
    const text = readFileSync(join(FIXTURES, 'services/sync/daemonset-exposed.request.json'), 'utf8');
    const hostile = text
      .replaceAll('"labels": {', '"labels": { "__proto__": "x",')
      .replace('"metadata": {', '"metadata": { "__proto__": { "name": "polluted" },');
    const plain = await sync(JSON.parse(text));
    const sent = request(app()).post('/services/sync').set('content-type', 'application/json');
    const answer = await sent.send(hostile);
    assert.deepEqual([answer.status, answer.body], [200, plain.body]);
    assert.equal(({} as Record<string, unknown>)['name'], undefined);
  });

  it('takes 10,000 pods', async () => {
    const large = read('exposures/sync/daemonset-exposed') as ExposureRequest;
    const [pod] = Object.values(large.related['Pod.v1'] ?? {});
    assert.ok(pod);
    const pods = Array.from({ length: 10_000 }, (_, index) => [`shop/proxy-${index}`, pod] as const);
    large.related['Pod.v1'] = Object.fromEntries(pods);
    const answer = await request(app()).post('/exposures/sync').send(large);
    const { status } = answer.body as { status: { nodes: unknown; problems: unknown } };
    const nodes = [{ name: 'n1', addresses: ['192.168.0.2'] }];
    assert.deepEqual([answer.status, status.nodes, status.problems], [200, nodes, []]);
  }).timeout(10_000);
});

const tooLarge = '{"error":"The request is larger than 4096 bytes; raise MAX_BODY.","code":"BodyTooLarge"}';

describe('a broken connection', () => {
  let server: Server;
  before((done) => {
    server = app({ env: { MAX_BODY: '4096' } }).listen(0, '127.0.0.1', done);
  });
  after(() => server.close());

  /** Sends raw bytes and gives the answer; `cut` closes the connection after them. */
  function send(head: string[], body: string, cut = false): Promise<string> {
    return new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const socket = connect(port, '127.0.0.1');
      let received = '';
      socket.on('data', (data) => (received += data.toString()));
      socket.on('error', reject);
      socket.on('close', () => {
        resolve(received);
      });
      const lines = ['POST /services/sync HTTP/1.1', 'Host: hook', 'Content-Type: application/json', ...head];
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
      if (cut) socket.end();
    });
  }

  it('refuses a body over the limit whose length is not announced', async () => {
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    const answer = await send(
      ['Transfer-Encoding: chunked', 'Connection: close'],
      `${chunk.repeat(8)}0\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.ok(answer.endsWith(tooLarge));
  });

  it('refuses a body over the limit before it has come', async () => {
    const answer = await send(['Content-Length: 100000', 'Connection: close'], '');
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.ok(answer.endsWith(tooLarge));
  });

  it('survives a body that is cut off', async () => {
    await send(['Content-Length: 100'], '{"object"', true);
    await request(server).get('/healthz').expect(200, 'ok');
  });
});
