import assert from 'node:assert/strict';
import { Cluster } from './cluster/cluster.ts';
import { ApiServer } from './engine/api-server.ts';
import { Engine } from './engine/engine.ts';
import type { NewObject } from './engine/kube-object.ts';

/** A round has at most one sync of each parent and one step of the cluster; no case needs as many. */
const MAX_ROUNDS = 300;
const START = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;

/**
 * What a sync observes. `in turn`: what the sync before it has written. `at once`: the same as all others in the round, as
 * with informers that are late; the answers are then applied in reverse.
 */
export const ORDERS = ['in turn', 'at once'] as const;
export type Order = (typeof ORDERS)[number];

/** The hooks, the engine and the cluster together. */
export class Chain {
  readonly api: ApiServer;
  readonly cluster: Cluster;
  readonly engine: Engine;
  readonly #order: Order;
  #now = START;

  constructor(objects: readonly NewObject[], order: Order) {
    const now = () => this.#now;
    this.api = new ApiServer(now);
    this.cluster = new Cluster(this.api, now);
    this.engine = new Engine(this.api, now);
    this.#order = order;
    for (const object of objects)
      assert.ok(this.api.create(object), `${object.kind} ${object.metadata.name} twice`);
  }

  get now(): number {
    return this.#now;
  }

  /** Rounds until nothing changes and nothing is due. A step of the cluster that changes something takes a second. */
  settle(): void {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      if (!this.#round()) return;
    }
    const { before, after } = this.api.writes.at(-1) ?? {};
    assert.deepEqual(after, before, `the chain does not settle in ${MAX_ROUNDS} rounds; the last write was`);
  }

  /** Lets time pass. A sync happens only when one was requested, or when something changes. */
  wait(seconds: number): void {
    const end = this.#now + 1000 * seconds;
    this.settle();
    while (this.#now < end) {
      this.#now = Math.min(end, Math.max(this.#now, this.engine.nextResync() ?? end));
      this.settle();
    }
  }

  /** Lets time pass until no sync is requested any more. */
  rest(): void {
    this.settle();
    for (let jump = 0; jump < MAX_ROUNDS; jump += 1) {
      const next = this.engine.nextResync();
      if (next === undefined) return;
      this.#now = Math.max(this.#now, next);
      this.settle();
    }
    assert.fail(`the hooks still request another sync after ${MAX_ROUNDS} of them`);
  }

  /** A sync of every parent, as after a restart of Metacontroller. */
  restart(): void {
    this.engine.syncAll();
    this.settle();
  }

  /** The syncs that are due, without a step of the cluster. */
  sync(): void {
    const parents = this.engine.parents();
    if (this.#order === 'in turn') {
      for (const parent of parents) this.engine.run(this.engine.due(parent));
    } else {
      const due = parents.map((parent) => this.engine.due(parent));
      for (const sync of due.reverse()) this.engine.run(sync);
    }
  }

  /** Fails if a sync of every parent writes something, now or in an hour. */
  assertSteady(): void {
    for (const later of [0, HOUR]) {
      this.#now += later;
      const before = this.api.writes.length;
      this.engine.syncAll();
      const write = this.api.writes[before];
      const when = later === 0 ? 'one more round' : 'an hour later, without a requested sync, a round';
      assert.deepEqual(write?.after, write?.before, `${when} writes`);
    }
  }

  /** @returns whether anything has changed */
  #round(): boolean {
    const before = this.api.writes.length;
    this.sync();
    const synced = this.api.writes.length;
    this.cluster.step();
    if (this.api.writes.length > synced) this.#now += 1000;
    return this.api.writes.length > before || this.engine.parents().some((parent) => this.engine.due(parent));
  }
}
