import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';
import { hooksByPath } from '../../hooks/routes.ts';
import { deepFreeze, momentOf, orphans, pairs, updateIfAsked } from '../golden.ts';
import { apply } from '../apply.ts';
import type { Answer, Request } from '../apply.ts';

const config = readConfig({});

function ask(path: string, request: unknown): unknown {
  const route = hooksByPath(config, () => momentOf(request))[path];
  assert.ok(route, `no hook at ${path}`);
  return route(request);
}

describe('fixtures', () => {
  it('has no answer without a request', () => {
    assert.deepEqual(orphans(), []);
  });

  for (const { name, path, request, response } of pairs()) {
    it(`${name}: gives the recorded answer, twice, and leaves the request alone`, () => {
      const answer = ask(path, deepFreeze(request));
      updateIfAsked(name, answer);
      assert.equal(JSON.stringify(answer), JSON.stringify(ask(path, request)));
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), response());
    });
  }

  for (const { name, path, request } of pairs().filter((pair) => pair.path === '/services/sync')) {
    it(`${name}: asks for nothing more once its answer is applied`, () => {
      const now = momentOf(request);
      const route = hooksByPath(config, () => now)[path];
      const first = route?.(request) as Answer;
      const applied = apply(request as Request, first, now);
      const second = route?.(applied) as Answer;
      assert.deepEqual(second.attachments, first.attachments);
      assert.deepEqual(apply(applied, second, now), applied);
    });
  }

  // A status that has changed may end a wait, so only the status has to be the same.
  for (const { name, path, request } of pairs().filter(({ path }) =>
    /^.(exposures|pools).sync$/.test(path),
  )) {
    const key = path === '/pools/sync' ? 'object' : 'parent';
    it(`${name}: gives the same status once it is applied`, () => {
      const route = hooksByPath(config, () => momentOf(request))[path];
      const { status } = route?.(request) as { status: unknown };
      const { [key]: parent, ...rest } = request as Record<string, object>;
      const again = route?.({ ...rest, [key]: { ...parent, status } }) as { status: unknown };
      assert.deepEqual(again.status, status);
    });
  }
});
