import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import request from 'supertest';
import { createApp } from '../../../hooks/app.ts';
import { readConfig } from '../../../hooks/config.ts';
import { pairs } from '../../golden.ts';
import { QUIET, RawClient } from './surroundings.ts';

interface ExposureRequest {
  related: Record<string, Record<string, unknown>>;
}

function read(name: string): unknown {
  return structuredClone(pairs().find((pair) => pair.name === name)?.request);
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
    const valid = JSON.stringify(read('services/sync/daemonset-exposed'));
    const hostile = valid
      .replaceAll('"labels":{', '"labels":{"__proto__":"x",')
      .replace('"metadata":{', '"metadata":{"__proto__":{"name":"polluted"},');
    assert.notEqual(hostile, valid);
    const plain = await sync(JSON.parse(valid));
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
  let client: RawClient;
  before(async () => {
    client = await RawClient.of(app({ env: { MAX_BODY: '4096' } }));
  });
  after(() => {
    client.close();
  });

  const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
  for (const [name, header, body] of [
    [
      'refuses a body over the limit whose length is not announced',
      'Transfer-Encoding: chunked',
      `${chunk.repeat(8)}0\r\n\r\n`,
    ],
    ['refuses a body over the limit before it has come', 'Content-Length: 100000', ''],
  ] as const) {
    it(name, async () => {
      const socket = client.begin(header, 'Connection: close');
      socket.write(body);
      const answer = await text(socket);
      assert.match(answer, /^HTTP\/1\.1 413 /);
      assert.ok(answer.endsWith(tooLarge));
    });
  }

  it('survives a body that is cut off', async () => {
    const socket = client.begin('Content-Length: 100');
    socket.end('{"object"');
    await text(socket);
    await request(client.server).get('/healthz').expect(200, 'ok');
  });
});
