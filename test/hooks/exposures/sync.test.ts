import assert from 'node:assert/strict';
import { readConfig } from '../../../hooks/config.ts';
import type { ExposureAnswer } from '../../../hooks/exposures/sync.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import { pairs } from '../../golden.ts';

interface Request {
  object: { status?: unknown };
  related: Record<string, Record<string, unknown>>;
}

function answerAt(request: Request, now: number): ExposureAnswer {
  return hooksByPath(readConfig({}), () => now)['/exposures/sync']?.(request) as ExposureAnswer;
}

/** The fixture daemonset-exposed with its first node this many times. */
function exposureOn(count: number): Request {
  const pair = pairs().find(({ name }) => name === 'exposures/sync/daemonset-exposed');
  const request = structuredClone(pair?.request) as Request;
  delete request.object.status;
  const [pod] = Object.values(request.related['Pod.v1'] ?? {}) as { spec: object; status: object }[];
  const pods = Array.from({ length: count }, (_, index) => {
    const hostIPs = [{ ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` }];
    const nodeName = `worker-${String(index).padStart(5, '0')}.example.org`;
    return [
      `shop/proxy-${index}`,
      { ...pod, spec: { ...pod?.spec, nodeName }, status: { ...pod?.status, hostIPs } },
    ];
  });
  return {
    ...request,
    related: { ...request.related, 'Pod.v1': Object.fromEntries(pods) as Record<string, unknown> },
  };
}

describe('an exposure on very many nodes', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');

  it('publishes all of 5,000', () => {
    const { status } = answerAt(exposureOn(5000), now);
    assert.deepEqual([status.servingNodes, status.nodes.length, status.problems], [5000, 5000, []]);
  });

  it('publishes as many of 20,000 as fit, and says so', () => {
    const { status } = answerAt(exposureOn(20_000), now);
    const fit = status.nodes.length;
    assert.ok(fit > 10_000 && fit < 20_000, `${fit}`);
    assert.ok(JSON.stringify(status).length < 1_000_000);
    const message = `20000 nodes serve, but only ${fit} fit into the status; use a pool with fewer nodes`;
    assert.deepEqual(status.problems, [{ reason: 'TooManyNodes', message }]);
  });
});
