import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { createApp } from '../../../hooks/app.ts';
import { readConfig } from '../../../hooks/config.ts';
import { CODES } from '../../../hooks/http/request-error.ts';
import { pairs } from '../../golden.ts';
import { QUIET } from './surroundings.ts';

const MAX_BODY = 4096;
const app = createApp(readConfig({ MAX_BODY: String(MAX_BODY) }), QUIET).express;

interface Sent {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
type Expected = readonly [code: keyof typeof CODES, error: string];

/** A test that POSTs a body, an object as JSON, and gets this error. */
function refuses(name: string, body: unknown, [code, error]: Expected, sent: Sent = {}): void {
  it(`refuses ${name}`, async () => {
    const { path = '/services/sync', headers = {} } = sent;
    const posting = request(app)
      .post(path)
      .set({ 'content-type': 'application/json', ...headers });
    posting.serialize((raw: unknown) => raw as string);
    const isRaw = typeof body === 'string' || body instanceof Buffer;
    const got = await posting.send(isRaw ? body : JSON.stringify(body));
    assert.deepEqual([got.status, got.body], [CODES[code], { error, code }]);
  });
}

function refusesMalformed(fault: string, body: object, sent: Sent = {}): void {
  const error = `The request is malformed: ${fault}.`;
  refuses(JSON.stringify(body).slice(-60), body, ['InvalidRequest', error], sent);
}

function read(name: string): { object: { metadata: object } } {
  return pairs().find((pair) => pair.name === name)?.request as { object: { metadata: object } };
}

const valid = read('services/sync/daemonset-new');
const exposure = read('exposures/sync/daemonset-new');
const toExposures = { path: '/exposures/sync' };

const noJson = (bytes: number): Expected => [
  'InvalidJson',
  `The body is no complete JSON document (${bytes} bytes were received).`,
];
const empty: Expected = ['EmptyBody', 'The body is empty; send the JSON request of a Metacontroller hook.'];
const notObject: Expected = [
  'InvalidRequest',
  'The body must be a JSON object, the request of a Metacontroller hook.',
];
const tooLarge: Expected = ['BodyTooLarge', 'The request is larger than 4096 bytes; raise MAX_BODY.'];
const hookVersion: Expected = [
  'HookVersion',
  'The request is of hook version v1; set `version: v2` at spec.hooks.sync of the DecoratorController.',
];
const mediaType = (type: string): Expected => [
  'UnsupportedMediaType',
  `Content-Type must be application/json in UTF-8; "${type}" was sent.`,
];
const without = (field: string, hook: string): Expected => [
  'InvalidRequest',
  `The request has no "${field}"; send what a DecoratorController's ${hook} hook gets.`,
];
const wrongParent = (taken: string, sent: string): Expected => [
  'WrongParent',
  `This hook takes ${taken}, not ${sent}; correct spec.resources of the DecoratorController.`,
];

describe('bad input', () => {
  refuses('an empty body', '', empty);
  refuses('whitespace', ' \n\t ', empty);
  refuses('truncated JSON', '{"object":{"ki', noJson(14));
  refuses('text that is not JSON', '{:', noJson(2));
  for (const type of ['text/plain', 'application/json; charset=utf-16'])
    refuses(`the content type ${type}`, '{}', mediaType(type), { headers: { 'content-type': type } });

  const encoding = 'Content-Encoding must be gzip, deflate, br or absent.';
  refuses('a wrong encoding', '{}', ['UnsupportedEncoding', encoding], {
    headers: { 'content-encoding': 'zebra' },
  });
  const gzip = { headers: { 'content-encoding': 'gzip' } };
  const encoded = 'The body does not decompress as its Content-Encoding says.';
  refuses('a body that is not encoded as it says', '{}', ['InvalidJson', encoded], gzip);
  refuses('a gzip bomb', gzipSync(Buffer.alloc(64 * MAX_BODY)), tooLarge, gzip);
  refuses('a body over the limit', { a: 'x'.repeat(MAX_BODY) }, tooLarge);

  for (const body of ['null', '[]', '"x"']) refuses(body, body, notObject);
  refuses('a request without object', { ...valid, object: undefined }, without('object', 'sync'));
  refuses('a customize request without parent', { controller: {} }, without('parent', 'customize'), {
    path: '/exposures/customize',
  });

  const ingress = { ...valid.object, kind: 'Ingress', apiVersion: 'networking.k8s.io/v1' };
  const notService = wrongParent('Services (v1)', 'Ingress (networking.k8s.io/v1)');
  refuses('a parent of another kind', { ...valid, object: ingress }, notService);
  const notExposure = wrongParent('ServiceExposures (akrobateo.kontena.io/v1alpha1)', 'Service (v1)');
  refuses(
    'a Service instead of its exposure',
    { ...exposure, object: valid.object },
    notExposure,
    toExposures,
  );
  refuses('a Service instead of its exposure in customize', { parent: valid.object }, notExposure, {
    path: '/exposures/customize',
  });

  const v1 = { controller: { spec: { hooks: { sync: {} } } } };
  refuses('a request of hook version v1', { ...valid, ...v1 }, hookVersion);
  const v1Keys = { attachments: { 'DaemonSet.apps/v1': { web: {} } } };
  refuses('objects keyed as in hook version v1', { ...valid, ...v1Keys }, hookVersion);

  for (const object of [null, [], 'x']) refusesMalformed('/object must be object', { ...valid, object });
  refusesMalformed('/attachments must be object', { ...valid, attachments: null });
  for (const [port, fault] of [
    [0, '>= 1'],
    [65536, '<= 65535'],
    ['80', 'integer'],
  ] as const) {
    const object = { ...valid.object, spec: { ports: [{ port }] } };
    refusesMalformed(`/object/spec/ports/0/port must be ${fault}`, { ...valid, object });
  }
  for (const [related, fault] of [
    ['x', '/related must be object'],
    [undefined, "the request must have required property 'related'"],
    [{ 'Pod.v1': { 'shop/p': null } }, '/related/Pod.v1/shop~1p must be object'],
    [{ 'Pod.v1': { 'shop/p': [] } }, '/related/Pod.v1/shop~1p must be object'],
  ] as const)
    refusesMalformed(fault, { ...exposure, related }, toExposures);

  const metadata = { ...valid.object.metadata, name: 'x'.repeat(254) };
  const longName = 'The request is malformed: /object/metadata/name must NOT have more than 253 characters.';
  refuses('a name that no object can have', { ...valid, object: { ...valid.object, metadata } }, [
    'InvalidRequest',
    longName,
  ]);
});
