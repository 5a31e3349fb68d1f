import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import { BASE, deepFreeze, momentOf, orphans, pairs, updateIfAsked } from '../golden.ts';
import { apply } from '../apply.ts';
import type { Answer, Request } from '../apply.ts';

const config = readConfig({});
const DAY = 86_400_000;

function ask(path: string, request: unknown): unknown {
  const route = hooksByPath(config, () => momentOf(request))[path];
  assert.ok(route, `no hook at ${path}`);
  return route(request);
}

describe('fixtures', () => {
  it('has no answer without a request', () => {
    assert.deepEqual(orphans(), []);
  });

  // The base first, because an update writes the others as patches of it.
  const baseFirst = pairs().sort((a, b) => Number(b.name === BASE) - Number(a.name === BASE));
  for (const { name, path, request, response } of baseFirst) {
    it(`${name}: gives the recorded answer, twice, and leaves the request alone`, async () => {
      const answer = ask(path, deepFreeze(request));
      await updateIfAsked(name, answer);
      assert.equal(JSON.stringify(answer), JSON.stringify(ask(path, request)));
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), response());
    });
  }

  for (const { name, path, request } of pairs().filter((pair) => pair.path === '/services/sync')) {
    it(`${name}: asks for nothing more once its answer is applied, however late it is`, () => {
      const now = momentOf(request);
      const first = hooksByPath(config, () => now)[path]?.(request) as Answer;
      const applied = apply(request as Request, first, now);
      const second = hooksByPath(config, () => now + DAY)[path]?.(applied) as Answer;
      assert.deepEqual(second.attachments, first.attachments);
      assert.deepEqual(apply(applied, second, now), applied);
    });
  }

  // A status that has changed may end a wait, so only the status has to be the same. Time alone may change an exposure, see
  // test/hooks/exposures/sync.test.ts, but no pool.
  for (const { name, path, request } of pairs().filter(({ path }) =>
    /^.(exposures|pools).sync$/.test(path),
  )) {
    it(`${name}: gives the same status once it is applied`, () => {
      const now = momentOf(request);
      const { status } = hooksByPath(config, () => now)[path]?.(request) as { status: unknown };
      const { object, ...rest } = request as { object: object };
      const later = path === '/pools/sync' ? now + DAY : now;
      const applied = { ...rest, object: { ...object, status } };
      const again = hooksByPath(config, () => later)[path]?.(applied) as { status: unknown };
      assert.deepEqual(again.status, status);
    });
  }
});
