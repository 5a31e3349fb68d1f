import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import request from 'supertest';
import { createApp } from '../../../hooks/app.ts';
import { readConfig } from '../../../hooks/config.ts';
import { Ledger } from '../../../hooks/telemetry/ledger.ts';
import { logReport } from '../../../hooks/telemetry/log.ts';
import { createMetrics } from '../../../hooks/telemetry/metrics.ts';
import { pairs } from '../../golden.ts';
import { QUIET } from '../http/surroundings.ts';

const HOUR = 60 * 60 * 1000;

/** A hook with its metrics and log, as in the program. */
function observedHook() {
  let now = QUIET.now();
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const ledger = new Ledger(() => now);
  const metrics = createMetrics(ledger, '1.2.3', () => app.inFlight());
  const logRequest = logReport(pino({ level: 'debug' }, stream));
  const app = createApp(readConfig({}), {
    ...QUIET,
    refused: metrics.refused,
    report: (report) => {
      metrics.report(report);
      logRequest(report);
    },
  });
  return {
    lines,
    later: (milliseconds: number) => (now += milliseconds),
    send: (path: string, body: unknown) =>
      request(app.express)
        .post(path)
        .send(body as object),
    metric: async (name: string) => {
      const text = await metrics.registry.metrics();
      const found = text.split('\n').find((line) => line.startsWith(`${name} `));
      return found === undefined ? undefined : Number(found.slice(name.length));
    },
    metrics,
  };
}

function fixture(name: string): unknown {
  return pairs().find((pair) => pair.name === name)?.request;
}

describe('metrics', () => {
  it('count requests by hook and status, with time and size', async () => {
    const hook = observedHook();
    await hook.send('/services/sync', fixture('services/sync/daemonset-exposed'));
    await hook.send('/services/sync', {});
    const sync = 'hook="/services/sync"';
    assert.equal(await hook.metric(`akrobateo_hook_requests_total{${sync},code="200"}`), 1);
    assert.equal(await hook.metric(`akrobateo_hook_requests_total{${sync},code="400"}`), 1);
    assert.equal(await hook.metric(`akrobateo_hook_request_duration_seconds_count{${sync}}`), 2);
    assert.equal(await hook.metric(`akrobateo_hook_request_body_bytes_count{${sync}}`), 2);
    assert.equal(await hook.metric(`akrobateo_hook_request_body_bytes_bucket{le="1024",${sync}}`), 1);
    assert.equal(await hook.metric('akrobateo_hook_requests_in_flight'), 0);
    assert.equal(await hook.metric('akrobateo_build_info{version="1.2.3"}'), 1);
  });

  it('count Services by reason, their addresses and the nodes of pools, each as of its last sync', async () => {
    const hook = observedHook();
    await hook.send('/services/sync', fixture('services/sync/problem-port-taken-on-one-node'));
    assert.equal(await hook.metric('akrobateo_services{reason="PortTaken"}'), 1);
    await hook.send('/services/sync', fixture('services/sync/daemonset-exposed'));
    assert.equal(await hook.metric('akrobateo_services{reason="PortTaken"}'), 0);
    assert.equal(await hook.metric('akrobateo_services{reason="Exposed"}'), 1);
    assert.equal(await hook.metric('akrobateo_published_addresses'), 3);
    await hook.send('/pools/sync', fixture('pools/sync/node-not-ready'));
    assert.equal(await hook.metric('akrobateo_pool_nodes{pool="default",ready="true"}'), 1);
    assert.equal(await hook.metric('akrobateo_pool_nodes{pool="default",ready="false"}'), 2);
    await hook.send('/services/sync', fixture('services/sync/claim-became-clusterip'));
    assert.equal(await hook.metric('akrobateo_services{reason="Exposed"}'), 0);
    assert.equal(await hook.metric('akrobateo_published_addresses'), 0);
  });

  it('forget what was not synced since the last full resync of Metacontroller', async () => {
    const hook = observedHook();
    await hook.send('/services/sync', fixture('services/sync/daemonset-exposed'));
    hook.later(HOUR);
    assert.equal(await hook.metric('akrobateo_services{reason="Exposed"}'), 1);
    hook.later(1);
    assert.equal(await hook.metric('akrobateo_services{reason="Exposed"}'), 0);
  });

  it('have a unit or a kind in their names, and a help text', async () => {
    const { metrics } = observedHook();
    for (const { name, help, type } of await metrics.registry.getMetricsAsJSON()) {
      if (!name.startsWith('akrobateo_')) continue;
      assert.match(help, /\.$/, name);
      assert.equal(String(type) === 'counter', name.endsWith('_total'), name);
      assert.match(name, /_(total|seconds|bytes|info|services|addresses|nodes|in_flight)$/);
    }
  });
});

describe('the log', () => {
  it('has a line at info with what a Service gets and loses, and one at debug when nothing changes', async () => {
    const hook = observedHook();
    for (const name of [
      'pool-dual-stack',
      'none-no-node-ready',
      'claim-became-clusterip',
      'daemonset-exposed',
    ])
      await hook.send('/services/sync', fixture(`services/sync/${name}`));
    const fields = ['level', 'msg', 'reason', 'addresses', 'added', 'removed'];
    const all = ['192.168.0.2', '192.168.0.3', '192.168.0.4'];
    assert.deepEqual(
      hook.lines.map((line) => fields.flatMap((field) => line[field] ?? [])),
      [
        [30, 'changed', 'Exposed', 4, 'fd00::3', 'fd00::10'],
        [30, 'changed', 'NoReadyNode', 0, ...all],
        [30, 'changed', 'Released', 0],
        [20, 'answered', 'Exposed', 3],
      ],
    );
  });

  it('reports nothing as lost while the status of the ServiceExposure is stale: the addresses stay', async () => {
    const hook = observedHook();
    const text = JSON.stringify(fixture('services/sync/daemonset-exposed'));
    const stale = text.replace(/"observedGeneration":1,"admitted"/, '"observedGeneration":0,"admitted"');
    assert.notEqual(stale, text);
    const response = await hook.send('/services/sync', JSON.parse(stale));
    assert.equal((response.body as { status?: unknown }).status, undefined);
    const [line] = hook.lines;
    assert.deepEqual([line?.['level'], line?.['reason'], line?.['addresses']], [20, 'Exposed', 3]);
    assert.equal(await hook.metric('akrobateo_published_addresses'), 3);
  });

  it('shows ten addresses of many', () => {
    const lines: string[] = [];
    const log = logReport(pino({}, { write: (line) => void lines.push(line) }));
    const added = Array.from({ length: 1000 }, (_, index) => `192.0.2.${index}`);
    const service = { kind: 'Service', name: 'shop/web', reason: 'Exposed', addresses: added } as const;
    const outcome = { ...service, totalNodes: 0, readyNodes: 0, change: { added, removed: [] } };
    const request = { hook: '/services/sync', requestId: '1', code: 200, seconds: 0, bytes: 1 } as const;
    log({ ...request, outcome, error: undefined });
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    assert.deepEqual([line['addresses'], line['added']], [1000, [...added.slice(0, 10), 'and 990 more']]);
  });

  it('says why a request was refused, under the id that the caller got, and nothing of its body', async () => {
    const hook = observedHook();
    const { headers } = await hook.send('/services/sync', { object: { secret: 'hunter2' } });
    const [line] = hook.lines;
    assert.equal(line?.['requestId'], (headers as Record<string, string>)['x-request-id']);
    assert.deepEqual([line?.['level'], line?.['errorCode'], line?.['code']], [40, 'InvalidRequest', 400]);
    assert.doesNotMatch(JSON.stringify(hook.lines), /hunter2/);
  });

  it('never holds a whole object', async () => {
    const hook = observedHook();
    for (const { path, request: body } of pairs()) await hook.send(path, body);
    const longest = Math.max(...hook.lines.map((line) => JSON.stringify(line).length));
    assert.ok(longest < 400, `${longest}`);
  });
});
