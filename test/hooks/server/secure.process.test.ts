import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as tlsConnect } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import { writePair } from './certificates.ts';
import type { Pair } from './certificates.ts';
import { HookProcess } from './hook-process.ts';

let folder: string;
let hook: HookProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'akrobateo-secure-'));
});
afterEach(() => {
  hook?.kill();
  rmSync(folder, { recursive: true });
});

const FIXTURE = join(import.meta.dirname, '../../fixtures/services/sync/claim-became-clusterip.request.json');

/** POSTs a request as Metacontroller does, trusting only the given certificate. */
async function post(port: number, { cert, token }: { cert?: string; token?: string }) {
  const headers = {
    'Content-Type': 'application/json',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  const options = { port, host: '127.0.0.1', path: '/services/sync', method: 'POST', headers };
  const sent =
    cert === undefined
      ? httpRequest(options)
      : httpsRequest({ ...options, ca: readFileSync(cert), agent: false });
  sent.end(readFileSync(FIXTURE));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

async function certificateAt(port: number): Promise<PeerCertificate> {
  const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

function tlsEnv({ cert, key }: Pair): Record<string, string> {
  return { TLS_CERT: cert, TLS_KEY: key };
}

async function refusal(env: Record<string, string>): Promise<string> {
  hook = new HookProcess(env);
  assert.equal(await hook.exitCode(), 1);
  return hook.said.replaceAll(folder, '').trim();
}

describe('TLS', () => {
  it('serves clients that trust its certificate, and none in plain text', async () => {
    const pair = await writePair(folder, 'tls');
    hook = new HookProcess(tlsEnv(pair));
    const port = await hook.port();
    assert.equal((await post(port, { cert: pair.cert })).status, 200);
    await assert.rejects(post(port, { cert: (await writePair(folder, 'other')).cert }), /self-signed/);
    await assert.rejects(post(port, {}), /socket hang up|ECONNRESET/);
    assert.equal((await hook.line(/speaks plain HTTP to this port, which is HTTPS/)).level, 40);
  });

  it('reports a client that speaks TLS to the plain port in the log', async () => {
    hook = new HookProcess();
    const port = await hook.port();
    await assert.rejects(certificateAt(port));
    await hook.line(/speaks TLS to this port, which is plain HTTP; set TLS_CERT and TLS_KEY/);
    assert.equal((await post(port, {})).status, 200);
  });

  it('uses a new certificate as the kubelet writes it, and keeps the old one if the new one is invalid', async () => {
    const [first, second] = [await writePair(folder, 'a'), await writePair(folder, 'b')];
    const links = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
    const point = ({ cert, key }: Pair) => {
      for (const [link, file] of [
        [links.cert, cert],
        [links.key, key],
      ] as const) {
        symlinkSync(file, `${link}.new`);
        renameSync(`${link}.new`, link);
      }
    };
    point(first);
    hook = new HookProcess(tlsEnv(links));
    const port = await hook.port();
    const { fingerprint } = await certificateAt(port);
    point(second);
    await hook.line('read again');
    const renewed = await certificateAt(port);
    assert.notEqual(renewed.fingerprint, fingerprint);
    writeFileSync(second.key, 'no key');
    await hook.line(/TLS_KEY=.* is no private key in PEM form; what was read before stays in use/);
    assert.equal((await certificateAt(port)).fingerprint, renewed.fingerprint);
  });

  it('does not start with files that do not belong together, and says which', async () => {
    const [{ cert, key }, other] = [await writePair(folder, 'a'), await writePair(folder, 'b')];
    const none = join(folder, 'none.crt');
    for (const [env, fault] of [
      [{ TLS_CERT: cert }, 'TLS_CERT and TLS_KEY belong together: set both, or neither for plain HTTP'],
      [
        tlsEnv({ cert, key: other.key }),
        'TLS_KEY="/b.key" is not the key of the certificate in TLS_CERT="/a.crt"',
      ],
      [
        tlsEnv({ cert: none, key }),
        'TLS_CERT="/none.crt" cannot be read (ENOENT); name a file that the hook may read',
      ],
      [tlsEnv({ cert: key, key: cert }), 'TLS_CERT="/a.key" is no certificate in PEM form'],
    ] as const)
      assert.equal(await refusal(env), `The hook cannot start:\n${fault}`);
  }).timeout(60_000);

  it('warns of an expired certificate, and has a metric of its expiry', async () => {
    const pair = await writePair(folder, 'ended', -1);
    hook = new HookProcess(tlsEnv(pair));
    assert.equal((await hook.line(/the certificate has ended at .*: callers will refuse it/)).level, 40);
    const metrics = await (await fetch(`http://127.0.0.1:${await hook.metricsPort()}/metrics`)).text();
    const [, end] = /^akrobateo_tls_certificate_expiry_timestamp_seconds (\d+)/m.exec(metrics) ?? [];
    assert.ok(Number(end) * 1000 < Date.now() && Number(end) > 1e9);
    await assert.rejects(post(await hook.port(), { cert: pair.cert }), /expired/);
  });
}).timeout(60_000);

describe('a token', () => {
  it('accepts requests with one of the tokens, and logs no token', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'new-secret\nold-secret\n');
    hook = new HookProcess({ TOKEN_FILE: file, LOG_LEVEL: 'trace' });
    const port = await hook.port();
    for (const token of ['new-secret', 'old-secret']) assert.equal((await post(port, { token })).status, 200);
    const advice =
      'set hooks.*.webhook.authorization of the controller to the Secret that the hook has as TOKEN_FILE.';
    for (const [sent, fault] of [
      [{ token: 'guessed-secret' }, 'The bearer token is not right'],
      [{}, 'There is no bearer token in the request'],
    ] as const) {
      const { status, headers, body } = await post(port, sent);
      assert.deepEqual(JSON.parse(body), { error: `${fault}; ${advice}`, code: 'Unauthorized' });
      assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer']);
    }
    assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
    assert.doesNotMatch(JSON.stringify(hook.lines) + hook.said, /secret/);

    writeFileSync(file, 'rotated-secret');
    await hook.line('read again');
    assert.equal((await post(port, { token: 'rotated-secret' })).status, 200);
    assert.equal((await post(port, { token: 'old-secret' })).status, 401);
    writeFileSync(file, '\n');
    await hook.line(/has no token; write one a line; what was read before stays in use/);
    assert.equal((await post(port, { token: 'rotated-secret' })).status, 200);
  });

  it('must be there from the start', async () => {
    const file = join(folder, 'token');
    assert.match(await refusal({ TOKEN_FILE: file }), /TOKEN_FILE="\/token" cannot be read \(ENOENT\)/);
    writeFileSync(file, ' \n');
    assert.match(await refusal({ TOKEN_FILE: file }), /TOKEN_FILE="\/token" has no token; write one a line/);
    assert.match(await refusal({ TOKEN_FILE: 'token' }), /TOKEN_FILE="token" is no absolute path/);
  });
}).timeout(60_000);
