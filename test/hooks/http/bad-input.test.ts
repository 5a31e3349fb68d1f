import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { createApp } from '../../../hooks/app.ts';
import { QUIET } from './surroundings.ts';
import { readConfig } from '../../../hooks/config.ts';
import { CODES } from '../../../hooks/http/request-error.ts';

const MAX_BODY = 4096;
const app = createApp(readConfig({ MAX_BODY: String(MAX_BODY) }), QUIET).express;

const FIXTURES = join(import.meta.dirname, '../../fixtures');
function read(name: string): object {
  return JSON.parse(readFileSync(join(FIXTURES, `${name}.request.json`), 'utf8')) as object;
}
const valid = read('services/sync/daemonset-new') as {
  object: Record<string, unknown>;
};
const exposure = read('exposures/sync/daemonset-new');
const withPort = (port: unknown) => ({ object: { ...valid.object, spec: { ports: [{ port }] } } });

interface Case {
  readonly name: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body: string | Buffer;
  readonly expected: readonly [keyof typeof CODES, string];
}

function malformed(fault: string, body: object): Case {
  const expected = ['InvalidRequest', `The request is malformed: ${fault}.`] as const;
  return { name: JSON.stringify(body).slice(-60), body: JSON.stringify(body), expected };
}

const noJson = (bytes: number) => `The body is no complete JSON document (${bytes} bytes were received).`;
const empty = 'The body is empty; send the JSON request of a Metacontroller hook.';
const notObject = 'The body must be a JSON object, the request of a Metacontroller hook.';

const v1 = { ...valid, controller: { spec: { hooks: { sync: {} } } } };

const cases: readonly Case[] = [
  { name: 'an empty body', body: '', expected: ['EmptyBody', empty] },
  { name: 'whitespace', body: ' \n\t ', expected: ['EmptyBody', empty] },
  { name: 'truncated JSON', body: '{"object":{"ki', expected: ['InvalidJson', noJson(14)] },
  { name: 'text that is not JSON', body: '{:', expected: ['InvalidJson', noJson(2)] },
  {
    name: 'a wrong content type',
    headers: { 'content-type': 'text/plain' },
    body: '{}',
    expected: [
      'UnsupportedMediaType',
      'Content-Type must be application/json in UTF-8; "text/plain" was sent.',
    ],
  },
  {
    name: 'a wrong character set',
    headers: { 'content-type': 'application/json; charset=utf-16' },
    body: '{}',
    expected: [
      'UnsupportedMediaType',
      'Content-Type must be application/json in UTF-8; "application/json; charset=utf-16" was sent.',
    ],
  },
  {
    name: 'a wrong encoding',
    headers: { 'content-encoding': 'zebra' },
    body: '{}',
    expected: ['UnsupportedEncoding', 'Content-Encoding must be gzip, deflate, br or absent.'],
  },
  {
    name: 'a body that is not encoded as it says',
    headers: { 'content-encoding': 'gzip' },
    body: '{}',
    expected: ['InvalidJson', 'The body does not decompress as its Content-Encoding says.'],
  },
  {
    name: 'a body over the limit',
    body: JSON.stringify({ a: 'x'.repeat(MAX_BODY) }),
    expected: ['BodyTooLarge', 'The request is larger than 4096 bytes; raise MAX_BODY.'],
  },
  {
    name: 'a gzip bomb',
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(64 * MAX_BODY)),
    expected: ['BodyTooLarge', 'The request is larger than 4096 bytes; raise MAX_BODY.'],
  },
  { name: 'null', body: 'null', expected: ['InvalidRequest', notObject] },
  { name: 'an array', body: '[]', expected: ['InvalidRequest', notObject] },
  { name: 'a string', body: '"x"', expected: ['InvalidRequest', notObject] },
  {
    name: 'a request without object',
    body: JSON.stringify({ ...valid, object: undefined }),
    expected: [
      'InvalidRequest',
      'The request has no "object"; send what a DecoratorController\'s sync hook gets.',
    ],
  },
  {
    name: 'a customize request without parent',
    path: '/exposures/customize',
    body: '{"controller":{}}',
    expected: [
      'InvalidRequest',
      'The request has no "parent"; send what a DecoratorController\'s customize hook gets.',
    ],
  },
  {
    name: 'a parent of another kind',
    body: JSON.stringify({
      ...valid,
      object: { ...valid.object, kind: 'Ingress', apiVersion: 'networking.k8s.io/v1' },
    }),
    expected: [
      'WrongParent',
      'This hook takes Services (v1), not Ingress (networking.k8s.io/v1); correct spec.resources of the DecoratorController.',
    ],
  },
  {
    name: 'a request of hook version v1',
    body: JSON.stringify(v1),
    expected: [
      'HookVersion',
      'The request is of hook version v1; set `version: v2` at spec.hooks.sync of the DecoratorController.',
    ],
  },
  {
    name: 'objects keyed as in hook version v1',
    body: JSON.stringify({
      ...valid,
      attachments: { 'DaemonSet.apps/v1': { web: {} } },
    }),
    expected: [
      'HookVersion',
      'The request is of hook version v1; set `version: v2` at spec.hooks.sync of the DecoratorController.',
    ],
  },
  ...Object.entries({
    '/object must be object': [{ object: null }, { object: [] }, { object: 'x' }],
    '/attachments must be object': [{ attachments: null }],
    '/object/spec/ports/0/port must be >= 1': [withPort(0)],
    '/object/spec/ports/0/port must be <= 65535': [withPort(65536)],
    '/object/spec/ports/0/port must be integer': [withPort('80')],
  }).flatMap(([fault, changes]) => changes.map((change) => malformed(fault, { ...valid, ...change }))),
  ...Object.entries({
    '/related must be object': ['x'],
    "the request must have required property 'related'": [undefined],
    '/related/Pod.v1/shop~1p must be object': [null, []].map((pod) => ({ 'Pod.v1': { 'shop/p': pod } })),
  }).flatMap(([fault, values]) =>
    values.map((related) => ({ ...malformed(fault, { ...exposure, related }), path: '/exposures/sync' })),
  ),
];

describe('bad input', () => {
  for (const { name, path = '/services/sync', headers = {}, body, expected } of cases) {
    it(`refuses ${name}`, async () => {
      const [code, error] = expected;
      const sent = request(app)
        .post(path)
        .set({ 'content-type': 'application/json', ...headers });
      sent.serialize((raw: unknown) => raw as string);
      const got = await sent.send(body);
      assert.deepEqual([got.status, got.body], [CODES[code], { error, code }]);
    });
  }
});
