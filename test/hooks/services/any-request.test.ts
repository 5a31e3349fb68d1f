import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfig } from '../../../hooks/config.ts';
import { isReadableStatus } from '../../../hooks/kubernetes/service-exposure.ts';
import { RequestError } from '../../../hooks/http/request-error.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import { assertKept } from '../../chain/engine/admission.ts';
import { FIELDS } from '../../chain/engine/apply.ts';
import { deepFreeze, pairs } from '../../golden.ts';

const fixtures = pairs().filter(({ path }) => path.endsWith('/sync'));

/** Where a value is inside a request: keys from the outside in. */
type Path = readonly string[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...at, key]))];
}

/** The value with another one at a path, which may have gone with an earlier change. */
function change(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (typeof value !== 'object' || value === null) return value;
  const changed = [key, change((value as Record<string, unknown>)[key], rest, replacement)] as const;
  return Array.isArray(value)
    ? value.map((item: unknown, index) => (String(index) === key ? changed[1] : item))
    : { ...value, [key]: changed[1] };
}

const junk = fc.oneof(
  fc.constantFrom(null, [], {}, true, -1, 0, 1e9, 0.5),
  fc.constantFrom('', 'x', 'Local', 'None', '2999-01-01T00:00:00Z', '__proto__'),
  fc.string(),
  fc.constantFrom([null], [{}], ['x'], { a: null }, { '': {} }),
);

interface Answer {
  readonly attachments?: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  readonly status?: object;
  readonly resyncAfterSeconds?: number;
}

const PARENTS: Readonly<Record<string, { kind: string; spec?: object }>> = {
  '/services/sync': { kind: 'Service', spec: { type: 'LoadBalancer' } },
  '/exposures/sync': { kind: 'ServiceExposure' },
  '/pools/sync': { kind: 'LoadBalancerPool' },
};

/** What the engine, the API server and the next sync demand of every answer. */
function assertAcceptable(path: string, answer: Answer): void {
  const { attachments = [], status, resyncAfterSeconds = 1 } = answer;
  const unknown = Object.keys(answer).filter((field) => !FIELDS.includes(field));
  assert.deepEqual(unknown, []);
  const parent = PARENTS[path] ?? assert.fail(path);
  // Conditions of others stay as they are.
  const kept = { ...status, conditions: [] };
  assertKept({ ...parent, apiVersion: 'v1', metadata: { name: path }, status: kept });
  if (parent.kind === 'ServiceExposure') assert.ok(isReadableStatus(status));
  for (const { kind, metadata } of attachments) {
    assert.match(kind, /^(ServiceExposure|DaemonSet|Deployment)$/);
    assert.ok(metadata.name.length <= 63);
  }
  assert.ok(resyncAfterSeconds > 0);
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
        assertAcceptable(path, JSON.parse(JSON.stringify(routes[path]?.(body))) as Answer);
      } catch (error) {
        if (!(error instanceof RequestError) || error.status >= 500) throw error;
      }
    });
    fc.assert(check, { numRuns: 3000, seed: 20261123 });
  }).timeout(60_000);
});
