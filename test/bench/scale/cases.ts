import assert from 'node:assert/strict';
import type { SyncRequest } from '../../../hooks/services/observed.ts';
import { placesOf } from './places.ts';
import type { Place } from './places.ts';
import { poolRequest } from './pool-request.ts';
import { restarted } from './restarted.ts';
import { serviceRequest } from './service-request.ts';

/** One request of one size. */
export interface Case {
  readonly nodes: number;
  /** `/services/sync, a proxy on every node` */
  readonly name: string;
  readonly path: string;
  /** As it is sent. */
  readonly body: Buffer;
  /** @throws AssertionError if it is not the right answer */
  readonly check: (answer: Answer) => void;
}

/** What both hooks answer. */
export interface Answer {
  readonly status?: unknown;
  readonly attachments?: readonly unknown[];
  readonly resyncAfterSeconds?: number;
}

type Expected = Pick<Case, 'name' | 'path'> & {
  readonly request: object;
  /** What the answer has to tell: the status that the request came with, which has each name and address. */
  readonly status: unknown;
  /** How many workloads it has to tell; undefined: it is a pool's. */
  readonly workloads?: number;
  /** It also has to ask for a sync later on. */
  readonly again?: boolean;
};

function toCase(nodes: number, { name, path, request, status, workloads, again = false }: Expected): Case {
  return {
    nodes,
    name,
    path,
    body: Buffer.from(JSON.stringify(request)),
    check: (answer) => {
      assert.deepEqual(answer.status, status);
      assert.equal(answer.attachments?.length, workloads);
      assert.equal(answer.resyncAfterSeconds !== undefined, again);
    },
  };
}

function poolCase(pool: readonly Place[]): Expected {
  const path = '/pools/sync';
  const request = poolRequest(pool);
  return { path, name: path, request, status: request.parent.status };
}

function serviceCase(what: string, request: SyncRequest): Expected {
  const path = '/services/sync';
  const workloads = Object.keys(request.attachments['DaemonSet.apps/v1'] ?? {}).length;
  return { path, name: `${path}, ${what}`, request, status: request.object.status, workloads };
}

function serviceCases(pool: readonly Place[]): Expected[] {
  const some = [0, pool.length >> 1, pool.length - 1].flatMap((index) => pool[index] ?? []);
  const fixture = 'pool-default-exposed';
  const every = serviceRequest({ fixture, pool, proxies: pool, published: pool });
  const three = serviceRequest({ fixture, pool, proxies: some, published: some });
  const none = serviceRequest({ fixture: 'none-exposed', pool, proxies: [], published: pool });
  return [
    serviceCase('proxy on every node', every),
    { ...serviceCase('all of them restarting', restarted(every)), again: true },
    serviceCase('3 proxies', three),
    serviceCase('workload None', none),
  ];
}

/** Every request of this size. None is to change anything: that is what the engine asks most, and what can be repeated. */
export function casesOf(nodes: number): Case[] {
  const pool = placesOf(nodes);
  return [poolCase(pool), ...serviceCases(pool)].map((expected) => toCase(nodes, expected));
}
