import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfig } from '../../../hooks/config.ts';
import { isReadableStatus } from '../../../hooks/kubernetes/service-exposure.ts';
import { RequestError } from '../../../hooks/http/request-error.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import { deepFreeze, pairs } from '../../golden.ts';

const fixtures = pairs().filter(({ path }) => path.endsWith('/sync'));

/** Where a value is inside a request: keys from the outside in. */
type Path = readonly string[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...at, key]))];
}

function withValue(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      String(index) === key ? withValue(item, rest, replacement) : item,
    );
  }
  const map = value as Record<string, unknown>;
  return { ...map, [key]: withValue(map[key], rest, replacement) };
}

const junk = fc.oneof(
  fc.constantFrom(
    null,
    [],
    {},
    '',
    'x',
    -1,
    0,
    1e9,
    0.5,
    true,
    'Local',
    'None',
    '2999-01-01T00:00:00Z',
    '__proto__',
  ),
  fc.string(),
  fc.constantFrom([null], [{}], ['x'], { a: null }, { '': {} }),
);

interface Ingress {
  ip?: string;
  ipMode?: string;
  hostname?: string;
}

interface Answer {
  attachments: { kind: string; metadata: { name: string } }[];
  status?: { loadBalancer: { ingress?: Ingress[] } };
}

interface Status {
  nodes: { addresses: unknown[] }[];
}

function assertOnlyFields(value: object, known: readonly string[]): void {
  assert.deepEqual(
    Object.keys(value).filter((key) => !known.includes(key)),
    [],
  );
}

/** What the engine and the API server demand of every answer about a Service. */
function assertAcceptable(answer: Answer): void {
  assertOnlyFields(answer, ['annotations', 'attachments', 'status']);
  for (const { kind, metadata } of answer.attachments) {
    assert.match(kind, /^(ServiceExposure|DaemonSet|Deployment)$/);
    assert.ok(metadata.name.length <= 63);
  }
  for (const { ip, ipMode, hostname } of answer.status?.loadBalancer.ingress ?? []) {
    assert.equal(ip === undefined, ipMode === undefined);
    assert.notEqual(ip === undefined, hostname === undefined);
  }
}

const POOL_STATUS = ['conditions', 'nodes', 'observedGeneration', 'readyNodes', 'totalNodes'];

/** What the CustomResourceDefinition demands of every status of a pool. */
function assertAcceptablePool({ status }: { status: Status }): void {
  assertOnlyFields(status, POOL_STATUS);
  assert.ok(status.nodes.every(({ addresses }) => Array.isArray(addresses)));
}

/** The next sync has to read the status, and has to be later. */
function assertAcceptableExposure(answer: { status: Status; resyncAfterSeconds?: number }): void {
  assertOnlyFields(answer, ['attachments', 'resyncAfterSeconds', 'status']);
  assert.ok(isReadableStatus(answer.status), JSON.stringify(isReadableStatus.errors));
  assert.ok((answer.resyncAfterSeconds ?? 1) > 0);
}

const ASSERTIONS: Readonly<Record<string, (answer: never) => void>> = {
  '/services/sync': assertAcceptable,
  '/exposures/sync': assertAcceptableExposure,
  '/pools/sync': assertAcceptablePool,
};

/** A path may have gone with an earlier change. */
function change(value: unknown, path: Path, replacement: unknown): unknown {
  let inner = value;
  for (const key of path.slice(0, -1)) {
    inner = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined;
  }
  return typeof inner === 'object' && inner !== null ? withValue(value, path, replacement) : value;
}

describe('any request', () => {
  const routes = hooksByPath(readConfig({}), () => Date.parse('2026-11-23T09:00:10Z'));
  const changed = fc.oneof(
    ...fixtures.map(({ path, request }) => {
      const oneChange = fc.record({ at: fc.constantFrom(...pathsOf(request)), replacement: junk });
      const changes = fc.array(oneChange, { minLength: 1, maxLength: 3 });
      return fc.record({ path: fc.constant(path), request: fc.constant(deepFreeze(request)), changes });
    }),
  );

  it('is answered or refused, never a crash', () => {
    const check = fc.property(changed, ({ path, request, changes }) => {
      const body = changes.reduce((value, { at, replacement }) => change(value, at, replacement), request);
      try {
        ASSERTIONS[path]?.(JSON.parse(JSON.stringify(routes[path]?.(body))) as never);
      } catch (error) {
        if (!(error instanceof RequestError) || error.status >= 500) throw error;
      }
    });
    fc.assert(check, { numRuns: 5000, seed: 20261123 });
  }).timeout(60_000);
});
