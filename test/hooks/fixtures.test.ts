import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import { ApiServer } from '../chain/engine/api-server.ts';
import { DECORATOR_ANNOTATION } from '../chain/engine/apply.ts';
import { Engine } from '../chain/engine/engine.ts';
import { controlledBy, objectsIn } from '../chain/engine/kube-object.ts';
import type { Groups, KubeObject } from '../chain/engine/kube-object.ts';
import { BASE, deepFreeze, momentOf, orphans, pairs, updateIfAsked } from '../golden.ts';
import type { Pair } from '../golden.ts';

const DAY = 86_400_000;

interface ServiceRequest {
  readonly object: KubeObject;
  readonly attachments: Groups;
}
interface StatusAnswer {
  readonly status: object;
  readonly resyncAfterSeconds?: number;
}

let now = 0;
const hooks = hooksByPath(readConfig({}), () => now);

function answerAt(time: number, path: string, request: unknown): unknown {
  const hook = hooks[path];
  assert.ok(hook, `no hook at ${path}`);
  now = time;
  return hook(request);
}

function fixturesOf(...paths: readonly string[]): Pair[] {
  return pairs().filter(({ path }) => paths.includes(path));
}

/** The cluster of a request, with the Service and what was attached to it. */
function clusterOf({ object, attachments }: ServiceRequest): ApiServer {
  const api = new ApiServer(() => now);
  api.create(object);
  for (const attachment of objectsIn(attachments)) {
    const annotations = { ...attachment.metadata.annotations, [DECORATOR_ANNOTATION]: 'akrobateo-services' };
    const metadata = { ...attachment.metadata, annotations, ownerReferences: [controlledBy(object)] };
    api.create({ ...attachment, metadata });
  }
  return api;
}

describe('fixtures', () => {
  it('has no answer without a request', () => {
    assert.deepEqual(orphans(), []);
  });

  // The base first, because an update writes the others as patches of it.
  const baseFirst = pairs().sort((a, b) => Number(b.name === BASE) - Number(a.name === BASE));
  for (const { name, path, request, response } of baseFirst) {
    it(`${name}: gives the recorded answer, twice, and leaves the request alone`, async () => {
      const time = momentOf(request);
      const answer = answerAt(time, path, deepFreeze(request));
      await updateIfAsked(name, answer);
      assert.equal(JSON.stringify(answer), JSON.stringify(answerAt(time, path, request)));
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), response());
    });
  }

  for (const { name, request } of fixturesOf('/services/sync')) {
    it(`${name}: asks for nothing more once its answer is applied, however late it is`, () => {
      now = momentOf(request);
      const api = clusterOf(request as ServiceRequest);
      const engine = new Engine(api, () => now);
      engine.stopped = new Set(['akrobateo-exposures', 'akrobateo-pools']);
      engine.syncAll();
      const applied = api.writes.length;
      now += DAY;
      engine.syncAll();
      assert.deepEqual(api.writes.slice(applied), []);
    });
  }

  for (const { name, path, request } of fixturesOf('/exposures/sync', '/pools/sync')) {
    it(`${name}: time alone changes a status only when the answer has requested another sync`, () => {
      const { object, ...rest } = request as { object: object };
      const next = (status: object, time: number) =>
        answerAt(time, path, { ...rest, object: { ...object, status } }) as StatusAnswer;
      let time = momentOf(request);
      let { status } = answerAt(time, path, request) as StatusAnswer;
      for (let syncs = 0; syncs < 10; syncs += 1) {
        const { status: same, resyncAfterSeconds } = next(status, time);
        const later = time + (resyncAfterSeconds ?? 86_400) * 1000;
        assert.deepEqual([same, next(status, later - 1).status], [status, status]);
        if (resyncAfterSeconds === undefined) return;
        time = later;
        ({ status } = next(status, time));
      }
      assert.fail('it never rests');
    });
  }
});
