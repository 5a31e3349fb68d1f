import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createApp } from '../../hooks/app.ts';
import { exposureRequestFor, poolRequestFor, serviceRequestFor } from '../../hooks/cli/requests.ts';
import { alike, momentOf } from '../../hooks/cli/times.ts';
import { jsonText } from '../../hooks/cli/text.ts';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import { akrobateo, assertGolden, golden } from './run.ts';
import { EXPOSED, NONE, TAKEN, unseen } from './worlds.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** Writes texts to files in a new folder. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'akrobateo-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** Records what the hook answers now to each of these requests, as fixtures in a new folder. */
function recorded(requests: Readonly<Record<string, object>>): string {
  const files = Object.entries(requests).flatMap(([name, request]) => {
    const hook = hooksByPath(readConfig({}), () => momentOf(request))[`/${dirname(name)}`];
    const texts = { request: JSON.stringify(request), response: JSON.stringify(hook?.(request)) };
    return Object.entries(texts).map(([part, text]) => [`${name}.${part}.json`, text] as const);
  });
  return folderWith(Object.fromEntries(files));
}

const UNSEEN = unseen();

function first<T>([object]: readonly T[]): T {
  assert.ok(object);
  return object;
}

const RECORDED = recorded({
  'exposures/customize/exposed': { parent: first(EXPOSED.serviceexposures) },
  'exposures/sync/exposed': exposureRequestFor(first(EXPOSED.serviceexposures), EXPOSED),
  'exposures/sync/taken': exposureRequestFor(first(TAKEN.serviceexposures), TAKEN),
  'pools/sync/every-node': poolRequestFor(first(NONE.loadbalancerpools), NONE),
  'services/sync/exposed': serviceRequestFor(first(EXPOSED.services), EXPOSED),
  'services/sync/new': serviceRequestFor(first(UNSEEN.services), UNSEEN),
});
const ONE = join(RECORDED, 'services/sync/exposed.request.json');

function hook(env: Record<string, string> = {}, tokens?: string[]): RequestListener {
  const nothing = () => undefined;
  const silent = { logError: nothing, report: nothing, refused: nothing };
  const options = { now: Date.now, isReady: () => true, tokens: () => tokens, lag: () => 0, ...silent };
  return createApp(readConfig(env), options).express;
}

let servers: Server[] = [];

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A fixture of services/sync in a new folder. */
function fixtureWith(request: string, response?: string): string {
  const name = 'services/sync/a';
  const answer = response === undefined ? {} : { [`${name}.response.json`]: response };
  return join(folderWith({ [`${name}.request.json`]: request, ...answer }), `${name}.request.json`);
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
    const url = await listen(hook());
    const { code, out } = await akrobateo(['replay', FIXTURES, '--url', url]);
    assert.equal(code, 0, out);
    assert.match(out, /^same {6}exposures\/customize\//);
    assert.match(out, /\n\d+ requests: \d+ same, 0 different\n$/);
    assertGolden('replay.txt', (await akrobateo(['replay', RECORDED, '--url', url])).out);
  });

  it('asks this program if there is no hook', async () => {
    const { code, out } = await akrobateo(['replay', RECORDED]);
    assert.deepEqual([code, out], [0, golden('replay.txt')]);
  });

  it('exits with 1 and shows how an answer differs', async () => {
    const url = await listen(hook({ PROXY_IMAGE: 'example.org/proxy:2' }));
    const { code, out } = await akrobateo(['replay', ONE, '--url', url]);
    assert.equal(code, 1);
    assert.match(out, /^different services\/sync\/exposed\n--- expected\n\+\+\+ answered\n@@/);
    assert.match(out, /\n\+ +"image": "example.org\/proxy:2",\n/);
    assert.match(out, /\n1 request: 0 same, 1 different\n$/);
  });

  it('prints JSON and YAML for programs', async () => {
    const { out } = await akrobateo(['replay', ONE, '--url', await listen(hook()), '-o', 'json']);
    assert.deepEqual(JSON.parse(out), [{ request: 'services/sync/exposed', same: true, difference: null }]);
  });

  it('shows the answer of a hook that refuses', async () => {
    const url = await listen(hook());
    const { code, out } = await akrobateo(['replay', fixtureWith('{"object": 1}', '{}'), '--url', url]);
    assert.equal(code, 1);
    assert.match(out, /answered 400: \{"error":/);
  });

  it('sends its token, and says when one is required', async () => {
    const args = ['replay', ONE, '--url', await listen(hook({}, ['secret']))];
    const { code, err } = await akrobateo(args);
    assert.equal(code, 3);
    assert.match(err, /^The hook at .* requires a token; name its file with --token-file\.\n$/);
    const root = folderWith({ token: 'secret\n', empty: '\n' });
    assert.equal((await akrobateo([...args, '--token-file', join(root, 'token')])).code, 0);
    assert.equal((await akrobateo([...args, '--token-file', join(root, 'empty')])).code, 2);
  });

  it('sends a request again while the hook is busy', async () => {
    let requests = 0;
    const answer = hook();
    const url = await listen((request, response) => {
      requests += 1;
      if (requests > 1) answer(request, response);
      else request.resume().on('end', () => response.writeHead(429, { 'Retry-After': '0' }).end());
    });
    assert.equal((await akrobateo(['replay', ONE, '--url', url])).code, 0);
    assert.equal(requests, 2);
  });

  const faults: [why: string, code: number, says: RegExp, file: string, url?: string][] = [
    [
      'no hook',
      3,
      /^The hook at http:\/\/127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1\.\n$/,
      ONE,
    ],
    ['what is not a URL', 2, /^"hook" is not a URL like http:\/\/127.0.0.1:8080\.\n$/, ONE, 'hook'],
    ['no such file', 2, /^\/nowhere cannot be read: there is no such file or folder\.\n$/, '/nowhere'],
    ['what is not a fixture', 2, /^\S+ is not JSON: /, import.meta.filename],
    ['no fixtures', 2, /^There is no \*.request.json in /, import.meta.dirname],
    ['no answer', 2, /a.response.json cannot be read: there is no such file\.\n$/, fixtureWith('{}')],
    ['what is not JSON', 2, /a.request.json is not JSON: /, fixtureWith('{', '{}')],
    [
      'a fixture that is not in the folder of a hook',
      2,
      /is not in the folder of a hook; its folder has to end with \/exposures\/sync or /,
      join(folderWith({ 'a.request.json': '{}' }), 'a.request.json'),
    ],
  ];
  for (const [why, exitCode, says, file, url = 'http://127.0.0.1:1'] of faults) {
    it(`exits with ${exitCode} for ${why}`, async () => {
      const { code, out, err } = await akrobateo(['replay', '--url', url, file]);
      assert.deepEqual([code, out], [exitCode, '']);
      assert.match(err, says);
    });
  }
});

describe('the comparison of answers', () => {
  const time = '2026-11-23T08:00:00Z';
  const cases: [why: string, given: unknown, want: unknown, isSame: boolean][] = [
    ['the order of fields means nothing', { b: 1, a: 2 }, { a: 2, b: 1 }, true],
    ['a moment later', { at: '2026-11-23T08:00:03Z' }, { at: time }, true],
    ['a minute later', { at: '2026-11-23T08:01:00Z' }, { at: time }, false],
    ['a wait that is nearly as long', { resyncAfterSeconds: 1.9 }, { resyncAfterSeconds: 2 }, true],
    ['a wait that is longer', { resyncAfterSeconds: 20 }, { resyncAfterSeconds: 2 }, false],
    ['another number', { replicas: 1.9 }, { replicas: 2 }, false],
    ['no wait at all', {}, { resyncAfterSeconds: 2 }, false],
    ['a longer list', [1, 2], [1], false],
    ['a time instead of a text', { at: time }, { at: 'x' }, false],
    ['the time of another field', { since: time }, { at: time }, false],
  ];
  for (const [why, given, want, isSame] of cases) {
    it(`${isSame ? 'accepts' : 'refuses'}: ${why}`, () => {
      assert.equal(jsonText(alike(want, given)) === jsonText(want), isSame);
    });
  }
});
