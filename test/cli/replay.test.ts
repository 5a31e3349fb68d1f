import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createApp } from '../../hooks/app.ts';
import { differenceOf } from '../../hooks/cli/compare.ts';
import { momentOf } from '../../hooks/cli/times.ts';
import { exposureRequestFor, poolRequestFor, serviceRequestFor } from '../../hooks/cli/requests.ts';
import { EMPTY_WORLD } from '../../hooks/cli/world.ts';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import { akrobateo, assertGolden } from './run.ts';
import { EXPOSED, TAKEN, pool, service } from './worlds.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** Records what the hook answers now to each of these requests, as fixtures in a new folder. */
function recorded(requests: Readonly<Record<string, object>>): string {
  const root = mkdtempSync(join(tmpdir(), 'akrobateo-cli-'));
  for (const [name, request] of Object.entries(requests)) {
    const file = join(root, name);
    const hook = hooksByPath(readConfig({}), () => momentOf(request))[`/${dirname(name)}`];
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.request.json`, JSON.stringify(request));
    writeFileSync(`${file}.response.json`, JSON.stringify(hook?.(request)));
  }
  return root;
}

const [exposure] = EXPOSED.exposures;
assert.ok(exposure);
const [web = service()] = EXPOSED.services;
const RECORDED = recorded({
  'exposures/customize/exposed': { parent: exposure },
  'exposures/sync/exposed': exposureRequestFor(exposure, EXPOSED),
  'exposures/sync/taken': exposureRequestFor(exposure, TAKEN),
  'pools/sync/every-node': poolRequestFor(pool('default'), EXPOSED),
  'services/sync/exposed': serviceRequestFor(web, EXPOSED),
  'services/sync/new': serviceRequestFor(service(), EMPTY_WORLD),
});
const ONE = join(RECORDED, 'services/sync/exposed.request.json');

function hook(env: Record<string, string> = {}, tokens?: string[]): RequestListener {
  const { express } = createApp(readConfig(env), {
    now: Date.now,
    isReady: () => true,
    tokens: () => tokens,
    lag: () => 0,
    logError: () => undefined,
    report: () => undefined,
    refused: () => undefined,
  });
  return express;
}

let servers: Server[] = [];

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function fixtureWith(request: string, response: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'akrobateo-cli-')), 'services/sync');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'a.request.json'), request);
  if (response !== '') writeFileSync(join(folder, 'a.response.json'), response);
  return join(folder, 'a.request.json');
}

describe('akrobateo replay', () => {
  afterEach(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    servers = [];
  });

  it('finds every fixture answered as it was recorded, whenever that was', async () => {
    const { code, out } = await akrobateo(['replay', FIXTURES, '--url', await listen(hook())]);
    assert.equal(code, 0, out);
    assert.match(out, /^same {6}exposures\/customize\//);
    assert.match(out, /\n\d+ fixtures: \d+ same, 0 different\n$/);
  });

  it('looks like in the README', async () => {
    const { out } = await akrobateo(['replay', RECORDED, '--url', await listen(hook())]);
    assertGolden('replay.txt', out);
  });

  it('exits with 1 and shows how an answer differs', async () => {
    const url = await listen(hook({ PROXY_IMAGE: 'example.org/proxy:2' }));
    const { code, out } = await akrobateo(['replay', ONE, '--url', url]);
    assert.equal(code, 1);
    assert.match(out, /^different services\/sync\/exposed\n--- expected\n\+\+\+ answered\n@@/);
    assert.match(out, /\n\+ +"image": "example.org\/proxy:2",\n/);
    assert.match(out, /\n1 fixture: 0 same, 1 different\n$/);
  });

  it('prints JSON and YAML for programs', async () => {
    const { out } = await akrobateo(['replay', ONE, '--url', await listen(hook()), '-o', 'json']);
    assert.deepEqual(JSON.parse(out), [{ fixture: 'services/sync/exposed', same: true, difference: null }]);
  });

  it('shows the answer of a hook that refuses', async () => {
    const request = '{"object": 1}';
    const { code, out } = await akrobateo([
      'replay',
      fixtureWith(request, '{}'),
      '--url',
      await listen(hook()),
    ]);
    assert.equal(code, 1);
    assert.match(out, /answered 400: \{"error":/);
  });

  it('sends its token, and says when one is required', async () => {
    const url = await listen(hook({}, ['secret']));
    const without = await akrobateo(['replay', ONE, '--url', url]);
    assert.deepEqual(
      [without.code, without.err],
      [3, `The hook at ${url} requires a token; name its file with --token-file.\n`],
    );
    const file = join(mkdtempSync(join(tmpdir(), 'akrobateo-cli-')), 'token');
    writeFileSync(file, 'secret\n');
    const { code } = await akrobateo(['replay', ONE, '--url', url, '--token-file', file]);
    assert.equal(code, 0);
    writeFileSync(file, '\n');
    const empty = await akrobateo(['replay', ONE, '--url', url, '--token-file', file]);
    assert.equal(empty.code, 2);
  });

  it('sends a request again while the hook is busy', async () => {
    let refused = false;
    const answer = hook();
    const url = await listen((request, response) => {
      if (refused) {
        answer(request, response);
        return;
      }
      refused = true;
      request.resume();
      response.writeHead(429, { 'Retry-After': '0' }).end();
    });
    const { code } = await akrobateo(['replay', ONE, '--url', url]);
    assert.deepEqual([code, refused], [0, true]);
  });

  it('exits with 3 when the hook cannot be reached', async () => {
    const nobody = await akrobateo(['replay', ONE, '--url', 'http://127.0.0.1:1']);
    assert.deepEqual(
      [nobody.code, nobody.err],
      [3, 'The hook at http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.\n'],
    );
  });

  const faults = [
    {
      why: 'what is not a URL',
      args: [ONE],
      url: 'hook',
      says: /^"hook" is not a URL like http:\/\/127.0.0.1:8080\.\n$/,
    },
    {
      why: 'no such file',
      args: ['/nowhere'],
      says: /^\/nowhere cannot be read: there is no such file or folder\.\n$/,
    },
    {
      why: 'what is not a fixture',
      args: [import.meta.filename],
      says: /its name has to end with .request.json\.\n$/,
    },
    { why: 'no fixtures', args: [import.meta.dirname], says: /^There is no \*.request.json in / },
    {
      why: 'no answer',
      args: [fixtureWith('{}', '')],
      says: /a.response.json cannot be read: there is no such file\.\n$/,
    },
    { why: 'what is not JSON', args: [fixtureWith('{', '{}')], says: /a.request.json is not JSON: / },
  ];
  for (const { why, args, url = 'http://127.0.0.1:1', says } of faults) {
    it(`exits with 2 for ${why}`, async () => {
      const { code, out, err } = await akrobateo(['replay', '--url', url, ...args]);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, says);
    });
  }

  it('exits with 2 for a fixture that is not in the folder of a hook', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'akrobateo-cli-')), 'a.request.json');
    writeFileSync(file, '{}');
    const { code, err } = await akrobateo(['replay', '--url', 'http://127.0.0.1:1', file]);
    assert.equal(code, 2);
    assert.match(err, /is not in the folder of a hook; its folder has to end with \/exposures\/sync or /);
  });
});

describe('the comparison of answers', () => {
  const time = '2026-11-23T08:00:00Z';
  const cases = [
    { why: 'the order of fields means nothing', given: { b: 1, a: 2 }, want: { a: 2, b: 1 }, same: true },
    { why: 'a moment later', given: { at: '2026-11-23T08:00:03Z' }, want: { at: time }, same: true },
    { why: 'a minute later', given: { at: '2026-11-23T08:01:00Z' }, want: { at: time }, same: false },
    {
      why: 'a wait that is nearly as long',
      given: { resyncAfterSeconds: 1.9 },
      want: { resyncAfterSeconds: 2 },
      same: true,
    },
    { why: 'another number', given: { replicas: 1.9 }, want: { replicas: 2 }, same: false },
    { why: 'no wait at all', given: {}, want: { resyncAfterSeconds: 2 }, same: false },
    { why: 'a longer list', given: [1, 2], want: [1], same: false },
    { why: 'a time instead of a text', given: { at: time }, want: { at: 'x' }, same: false },
  ];
  for (const { why, given, want, same } of cases) {
    it(`${same ? 'accepts' : 'refuses'}: ${why}`, () => {
      assert.equal(differenceOf(want, given) === null, same);
    });
  }
});
