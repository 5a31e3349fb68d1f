import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { createApp } from '../../../hooks/app.ts';
import type { Surroundings } from '../../../hooks/app.ts';
import { readConfig } from '../../../hooks/config.ts';
import type { RequestReport } from '../../../hooks/telemetry/request-report.ts';
import { pairs } from '../../golden.ts';
import { QUIET, RawClient } from './surroundings.ts';

const fixture = pairs().find(({ name }) => name === 'services/sync/daemonset-admitted');
const body = JSON.stringify(fixture?.request);
const overloaded = { error: 'The hook has too much to do; try again in 1 s.', code: 'Overloaded' };
const length = `Content-Length: ${body.length}`;

function app(surroundings: Partial<Surroundings>, env: Record<string, string> = {}) {
  return createApp(readConfig(env), { ...QUIET, ...surroundings });
}

function post(to: Parameters<typeof request>[0]) {
  return request(to).post('/services/sync').set('Content-Type', 'application/json').send(body);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('overload', () => {
  let client: RawClient | undefined;
  afterEach(() => client?.close());

  it('answers 429 with Retry-After while the event loop lags, but serves the health checks', async () => {
    const refused: string[] = [];
    let lag = 3001;
    const { express } = app({ lag: () => lag, refused: (why) => refused.push(why) });
    await post(express).expect(429, overloaded).expect('Retry-After', '1');
    await request(express).get('/readyz').expect(200);
    assert.deepEqual(refused, ['event_loop_lag']);
    lag = 3000;
    await post(express).expect(200);
  });

  for (const { name, env, why } of [
    {
      name: 'answers 429 when too many requests are in flight, and accepts more when they are done',
      env: { MAX_IN_FLIGHT: '2' },
      why: 'in_flight',
    },
    {
      name: 'answers 429 when the bodies in flight are too large together, but never for one alone',
      env: { MAX_BODY: String(body.length) },
      why: 'bytes_in_flight',
    },
  ]) {
    it(name, async () => {
      const refused: string[] = [];
      const { express, inFlight } = app({ refused: (reason) => refused.push(reason) }, env);
      client = await RawClient.of(express);
      const [first] = [client.begin(length), client.begin(length)];
      await until(() => inFlight() === 2);
      await post(client.server).expect(429, overloaded);
      assert.deepEqual(refused, [why]);
      first.write(body);
      await until(() => inFlight() === 1);
      await post(client.server).expect(200);
    });
  }

  const gzipped = gzipSync(body);
  for (const { name, headers, first, rest } of [
    {
      name: 'a body whose length is not announced',
      headers: ['Transfer-Encoding: chunked'],
      first: `${body.length.toString(16)}\r\n${body}\r\n`,
      rest: '0\r\n\r\n',
    },
    {
      name: 'a compressed body',
      headers: ['Content-Encoding: gzip', `Content-Length: ${gzipped.length}`],
      first: gzipped.subarray(0, -1),
      rest: gzipped.subarray(-1),
    },
  ]) {
    it(`counts what it holds of ${name}, and refuses the one that is too much while it is received`, async () => {
      const refused: string[] = [];
      const codes: unknown[] = [];
      const { express } = app(
        { refused: (why) => refused.push(why), report: ({ code }) => codes.push(code) },
        { MAX_BODY: String(body.length) },
      );
      client = await RawClient.of(express);
      const callers: Socket[] = [];
      for (let count = 0; count < 3; count += 1) callers.push(client.begin(...headers));
      for (const caller of callers) caller.write(first);
      await until(() => refused.length === 1 && codes.length === 1);
      for (const caller of callers) caller.write(rest);
      await until(() => codes.length === 3);
      assert.deepEqual([refused, codes], [['bytes_in_flight'], [429, 200, 200]]);
      await post(client.server).expect(200);
    });
  }

  it('does not compute an answer for a client that has disconnected, and reports that', async () => {
    const reports: RequestReport[] = [];
    let asked = 0;
    const now = () => {
      asked += 1;
      return QUIET.now();
    };
    const { express, inFlight } = app({ now, report: (report) => reports.push(report) });
    client = await RawClient.of(express);
    const socket = client.begin(length);
    await until(() => inFlight() === 1);
    socket.destroy();
    await until(() => reports.length === 1);
    assert.deepEqual([reports[0]?.code, asked, inFlight()], ['aborted', 0, 0]);
  });

  it('does not compute an answer for a client that disconnects while others are answered', async () => {
    const reports: RequestReport[] = [];
    let asked = 0;
    const now = () => {
      asked += 1;
      const end = performance.now() + 300;
      while (performance.now() < end);
      return QUIET.now();
    };
    const { express } = app({ now, report: (report) => reports.push(report) });
    client = await RawClient.of(express);
    const [patient, hasty] = [client.begin(length), client.begin(length)];
    await Promise.all([once(patient, 'connect'), once(hasty, 'connect')]);
    patient.end(body);
    hasty.end(body, () => hasty.resetAndDestroy());
    await until(() => reports.length === 2);
    assert.deepEqual([asked, reports.map(({ code }) => code)], [1, [200, 'aborted']]);
  });
});
