import assert from 'node:assert/strict';
import { holdAnswers } from '../../../hooks/http/hold.ts';
import type { Sync } from '../../../hooks/http/hold.ts';

const status = { nodes: [{ name: 'n1' }], observedGeneration: 1 };
const attachments: [] = [];
const waiting: Sync = {
  path: '/exposures/sync',
  bytes: 2500,
  request: { object: { status: { observedGeneration: 1, nodes: [{ name: 'n1' }] } } },
  answer: { attachments, status, resyncAfterSeconds: 5 },
};
const steady = { attachments, status };
const changed = { attachments, status: { ...status, nodes: [] }, resyncAfterSeconds: 5 };

const cases: readonly (readonly [why: string, given: Partial<Sync>, limit: number, want: number])[] = [
  ['an answer that changes nothing is held by its size', {}, 1, 10],
  ['a very large request is held for a second, which is the longest', { bytes: 1e9 }, 1, 1000],
  ['a steady state is not held, because no sync is expected', { answer: steady }, 1, 0],
  ['a changed status is not held, because an address must not wait', { answer: changed }, 1, 0],
  ['an answer of another hook is not held, because its requests are small', { path: '/services/sync' }, 1, 0],
  ['an answer over the limit is not held, because other workers of the engine continue', {}, 0, 0],
];

describe('holdAnswers', () => {
  for (const [why, given, limit, want] of cases) {
    it(why, () => {
      let sent = false;
      const held = holdAnswers(limit)({ ...waiting, ...given }, () => (sent = true));
      assert.deepEqual({ held, sent }, { held: want, sent: want === 0 });
    });
  }

  it('sends what it has held, and then holds another answer', async () => {
    const hold = holdAnswers(1);
    const ignore = () => undefined;
    await new Promise<void>((resolve) => {
      hold(waiting, resolve);
      assert.equal(hold(waiting, ignore), 0);
    });
    assert.equal(hold(waiting, ignore), 10);
  });
});
