import assert from 'node:assert/strict';
import { Holding } from '../../../hooks/http/hold.ts';
import type { HeldSync } from '../../../hooks/http/hold.ts';

const status = { nodes: [{ name: 'n1' }], observedGeneration: 1 };
const waiting: HeldSync = {
  path: '/exposures/sync',
  bytes: 2500,
  request: { object: { status: { observedGeneration: 1, nodes: [{ name: 'n1' }] } } },
  answer: { attachments: [], status, resyncAfterSeconds: 5 },
};

interface Case {
  readonly name: string;
  readonly why: string;
  readonly given: Partial<HeldSync>;
  readonly limit?: number;
  readonly want: number;
}

const cases: readonly Case[] = [
  { name: 'an answer that changes nothing', why: 'it is held by its size', given: {}, want: 10 },
  { name: 'a very large request', why: 'a second is the longest', given: { bytes: 1e9 }, want: 1000 },
  {
    name: 'a steady state',
    why: 'no sync is expected, so nothing would be saved',
    given: { answer: { attachments: [], status } },
    want: 0,
  },
  {
    name: 'a changed status',
    why: 'an address must not wait',
    given: { answer: { attachments: [], status: { ...status, nodes: [] }, resyncAfterSeconds: 5 } },
    want: 0,
  },
  { name: 'another hook', why: 'its requests are small', given: { path: '/services/sync' }, want: 0 },
  {
    name: 'as many held answers as allowed',
    why: 'the other workers of the engine continue',
    given: {},
    limit: 0,
    want: 0,
  },
];

describe('Holding', () => {
  for (const { name, why, given, limit = 1, want } of cases) {
    it(`${name}: ${why}`, () => {
      let sent = false;
      const held = new Holding(limit).send({ ...waiting, ...given }, () => (sent = true));
      assert.deepEqual({ held, sent }, { held: want, sent: want === 0 });
    });
  }

  it('sends what it has held, and then holds another answer', async () => {
    const holding = new Holding(1);
    await new Promise<void>((resolve) => {
      holding.send(waiting, resolve);
      assert.equal(
        holding.send(waiting, () => undefined),
        0,
      );
    });
    assert.equal(
      holding.send(waiting, () => undefined),
      10,
    );
  });
});
