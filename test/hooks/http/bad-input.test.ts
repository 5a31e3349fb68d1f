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
const EXPOSURES = '/exposures/sync';
const exposure = read('exposures/sync/daemonset-new');
const malformed = (where: string) => `The request is malformed: ${where}.`;

interface Case {
  readonly name: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body: string | Buffer;
  readonly want: readonly [keyof typeof CODES, string];
}

const noJson = (bytes: number) => `The body is no complete JSON document (${bytes} bytes were received).`;
const empty = 'The body is empty; send the JSON request of a Metacontroller hook.';
const notObject = 'The body must be a JSON object, the request of a Metacontroller hook.';

const v1 = { ...valid, controller: { spec: { hooks: { sync: {} } } } };

const cases: readonly Case[] = [
  { name: 'an empty body', body: '', want: ['EmptyBody', empty] },
  { name: 'whitespace', body: ' \n\t ', want: ['EmptyBody', empty] },
  { name: 'truncated JSON', body: '{"object":{"ki', want: ['InvalidJson', noJson(14)] },
  { name: 'something that is no JSON', body: '{:', want: ['InvalidJson', noJson(2)] },
  {
    name: 'a wrong content type',
    headers: { 'content-type': 'text/plain' },
    body: '{}',
    want: ['UnsupportedMediaType', 'Content-Type must be application/json in UTF-8; "text/plain" was sent.'],
  },
  {
    name: 'a wrong character set',
    headers: { 'content-type': 'application/json; charset=utf-16' },
    body: '{}',
    want: [
      'UnsupportedMediaType',
      'Content-Type must be application/json in UTF-8; "application/json; charset=utf-16" was sent.',
    ],
  },
  {
    name: 'a wrong encoding',
    headers: { 'content-encoding': 'zebra' },
    body: '{}',
    want: ['UnsupportedEncoding', 'Content-Encoding must be gzip, deflate, br or absent.'],
  },
  {
    name: 'a body that is not encoded as it says',
    headers: { 'content-encoding': 'gzip' },
    body: '{}',
    want: ['InvalidJson', 'The body does not decompress as its Content-Encoding says.'],
  },
  {
    name: 'a body over the limit',
    body: JSON.stringify({ a: 'x'.repeat(MAX_BODY) }),
    want: ['BodyTooLarge', 'The request is larger than 4096 bytes; raise MAX_BODY.'],
  },
  {
    name: 'a gzip bomb',
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(64 * MAX_BODY)),
    want: ['BodyTooLarge', 'The request is larger than 4096 bytes; raise MAX_BODY.'],
  },
  { name: 'null', body: 'null', want: ['InvalidRequest', notObject] },
  { name: 'an array', body: '[]', want: ['InvalidRequest', notObject] },
  { name: 'a string', body: '"x"', want: ['InvalidRequest', notObject] },
  {
    name: 'a request without object',
    body: JSON.stringify({ ...valid, object: undefined }),
    want: [
      'InvalidRequest',
      'The request has no "object"; send what a DecoratorController\'s sync hook gets.',
    ],
  },
  {
    name: 'a customize request without parent',
    path: '/exposures/customize',
    body: '{"controller":{}}',
    want: [
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
    want: [
      'WrongParent',
      'This hook takes Services (v1), not Ingress (networking.k8s.io/v1); correct spec.resources of the DecoratorController.',
    ],
  },
  {
    name: 'a request of hook version v1',
    body: JSON.stringify(v1),
    want: [
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
    want: [
      'HookVersion',
      'The request is of hook version v1; set `version: v2` at spec.hooks.sync of the DecoratorController.',
    ],
  },
  {
    name: 'a null object',
    body: JSON.stringify({ ...valid, object: null }),
    want: ['InvalidRequest', malformed('/object must be object')],
  },
  {
    name: 'an array as object',
    body: JSON.stringify({ ...valid, object: [] }),
    want: ['InvalidRequest', malformed('/object must be object')],
  },
  {
    name: 'a string as object',
    body: JSON.stringify({ ...valid, object: 'x' }),
    want: ['InvalidRequest', malformed('/object must be object')],
  },
  {
    name: 'null attachments',
    body: JSON.stringify({ ...valid, attachments: null }),
    want: ['InvalidRequest', malformed('/attachments must be object')],
  },
  {
    name: 'a string as related',
    path: EXPOSURES,
    body: JSON.stringify({ ...exposure, related: 'x' }),
    want: ['InvalidRequest', malformed('/related must be object')],
  },
  {
    name: 'no related',
    path: EXPOSURES,
    body: JSON.stringify({ ...exposure, related: undefined }),
    want: ['InvalidRequest', malformed("the request must have required property 'related'")],
  },
  {
    name: 'a null pod',
    path: EXPOSURES,
    body: JSON.stringify({ ...exposure, related: { 'Pod.v1': { 'shop/p': null } } }),
    want: ['InvalidRequest', malformed('/related/Pod.v1/shop~1p must be object')],
  },
  {
    name: 'an array where a pod is',
    path: EXPOSURES,
    body: JSON.stringify({ ...exposure, related: { 'Pod.v1': { 'shop/p': [] } } }),
    want: ['InvalidRequest', malformed('/related/Pod.v1/shop~1p must be object')],
  },
  {
    name: 'port 0',
    body: JSON.stringify({ ...valid, object: { ...valid.object, spec: { ports: [{ port: 0 }] } } }),
    want: ['InvalidRequest', malformed('/object/spec/ports/0/port must be >= 1')],
  },
  {
    name: 'port 65536',
    body: JSON.stringify({ ...valid, object: { ...valid.object, spec: { ports: [{ port: 65536 }] } } }),
    want: ['InvalidRequest', malformed('/object/spec/ports/0/port must be <= 65535')],
  },
  {
    name: 'a port as text',
    body: JSON.stringify({ ...valid, object: { ...valid.object, spec: { ports: [{ port: '80' }] } } }),
    want: ['InvalidRequest', malformed('/object/spec/ports/0/port must be integer')],
  },
];

describe('bad input', () => {
  for (const { name, path = '/services/sync', headers = {}, body, want } of cases) {
    it(`refuses ${name}`, async () => {
      const [code, error] = want;
      const sent = request(app)
        .post(path)
        .set({ 'content-type': 'application/json', ...headers });
      sent.serialize((raw: unknown) => raw as string);
      const got = await sent.send(body);
      assert.deepEqual([got.status, got.body], [CODES[code], { error, code }]);
    });
  }
});
