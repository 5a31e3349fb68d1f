import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as tlsConnect } from 'node:tls';
import type { PeerCertificate, TLSSocket } from 'node:tls';
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
  return new Promise<{ status: number | undefined; headers: object; body: string }>((resolve, reject) => {
    const sent =
      cert === undefined
        ? httpRequest(options)
        : httpsRequest({ ...options, ca: readFileSync(cert), agent: false });
    sent.on('error', reject);
    sent.on('response', (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      }, reject);
    });
    sent.end(readFileSync(FIXTURE));
  });
}

function certificateAt(port: number): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on('error', reject);
  });
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
    const [pair, other] = [await writePair(folder, 'a'), await writePair(folder, 'b')];
    assert.equal(
      await refusal({ TLS_CERT: pair.cert }),
      'The hook cannot start:\nTLS_CERT and TLS_KEY belong together: set both, or neither for plain HTTP',
    );
    assert.equal(
      await refusal(tlsEnv({ ...pair, key: other.key })),
      'The hook cannot start:\nTLS_KEY="/b.key" is not the key of the certificate in TLS_CERT="/a.crt"',
    );
    assert.equal(
      await refusal(tlsEnv({ ...pair, cert: join(folder, 'none.crt') })),
      'The hook cannot start:\nTLS_CERT="/none.crt" cannot be read (ENOENT); name a file that the hook may read',
    );
    assert.equal(
      await refusal(tlsEnv({ cert: pair.key, key: pair.cert })),
      'The hook cannot start:\nTLS_CERT="/a.key" is no certificate in PEM form',
    );
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
    const wrong = await post(port, { token: 'guessed-secret' });
    assert.deepEqual(JSON.parse(wrong.body), {
      error: `The bearer token is not right; ${advice}`,
      code: 'Unauthorized',
    });
    assert.equal((wrong.headers as Record<string, string>)['www-authenticate'], 'Bearer');
    const missing = await post(port, {});
    assert.equal(missing.status, 401);
    assert.deepEqual(JSON.parse(missing.body), {
      error: `There is no bearer token in the request; ${advice}`,
      code: 'Unauthorized',
    });
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

describe('a client', function () {
  this.timeout(60_000);

  /** Sends text, and gives what comes back until the hook closes, with how long that took in seconds. */
  async function send(words: string): Promise<{ answer: string; seconds: number }> {
    const start = performance.now();
    assert.ok(hook);
    const socket = connect(await hook.port(), '127.0.0.1');
    socket.write(words);
    const answer = await text(socket);
    return { answer, seconds: (performance.now() - start) / 1000 };
  }

  it('that sends too slowly is disconnected after the timeout of Metacontroller', async () => {
    hook = new HookProcess();
    await hook.port();
    const head =
      'POST /services/sync HTTP/1.1\r\nHost: hook\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
    const { answer, seconds } = await send(head);
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.ok(seconds >= 10, `${seconds}`);
  });

  it('that sends endless headers or invalid HTTP is disconnected at once', async () => {
    hook = new HookProcess();
    const many = `GET /healthz HTTP/1.1\r\nHost: hook\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`;
    assert.match((await send(many)).answer, /^HTTP\/1\.1 431 /);
    assert.match((await send('nonsense\r\n\r\n')).answer, /^HTTP\/1\.1 400 /);
  });
});
