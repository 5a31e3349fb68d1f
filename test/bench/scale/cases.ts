import assert from 'node:assert/strict';
import { exposureRequest } from './exposure-request.ts';
import type { ExposureRequest } from './exposure-request.ts';
import { placesOf } from './places.ts';
import type { Place } from './places.ts';
import { poolRequest } from './pool-request.ts';
import { restarted } from './restarted.ts';
import { serviceRequest } from './service-request.ts';

/** One request of one size. */
export interface Case {
  readonly nodes: number;
  /** `/exposures/sync, proxy on every node` */
  readonly name: string;
  readonly path: string;
  /** As it is sent. */
  readonly body: Buffer;
  /** @throws AssertionError if it is not the right answer */
  readonly check: (answer: Answer) => void;
}

/** What the hooks answer. */
export interface Answer {
  readonly status?: unknown;
  readonly attachments?: readonly unknown[];
  readonly resyncAfterSeconds?: number;
}

type Expected = Pick<Case, 'name' | 'path'> & {
  readonly request: object;
  /** What the answer has to contain: the status that the request came with, which has each name and address. */
  readonly status: unknown;
  /** How many attachments it has to contain; undefined: it is not a Service's. */
  readonly attachments?: number;
  /** It also has to request another sync. */
  readonly again?: boolean;
};

function toCase(nodes: number, { name, path, request, status, attachments, again = false }: Expected): Case {
  return {
    nodes,
    name,
    path,
    body: Buffer.from(JSON.stringify(request)),
    check: (answer) => {
      assert.deepEqual(answer.status, status);
      assert.equal(answer.attachments?.length, attachments);
      assert.equal(answer.resyncAfterSeconds !== undefined, again);
    },
  };
}

function poolCase(pool: readonly Place[]): Expected {
  const path = '/pools/sync';
  const request = poolRequest(pool);
  return { path, name: path, request, status: request.object.status };
}

function serviceCase(published: readonly Place[]): Expected {
  const path = '/services/sync';
  const request = serviceRequest(published);
  return { path, name: path, request, status: request.object.status, attachments: 2 };
}

function exposureCase(what: string, request: ExposureRequest): Expected {
  const path = '/exposures/sync';
  return { path, name: `${path}, ${what}`, request, status: request.object.status };
}

function exposureCases(pool: readonly Place[]): Expected[] {
  const some = [0, pool.length >> 1, pool.length - 1].flatMap((index) => pool[index] ?? []);
  const every = exposureRequest('pool-default-exposed', pool, pool);
  return [
    exposureCase('proxy on every node', every),
    { ...exposureCase('all of them restarting', restarted(every)), again: true },
    exposureCase('3 proxies', exposureRequest('pool-default-exposed', pool, some)),
    exposureCase('workload None', exposureRequest('none-exposed', pool, pool)),
  ];
}

/** Every request of this size. None is to change anything: that is what the engine asks most, and what can be repeated. */
export function casesOf(nodes: number): Case[] {
  const pool = placesOf(nodes);
  const expected = [poolCase(pool), serviceCase(pool), ...exposureCases(pool)];
  return expected.map((each) => toCase(nodes, each));
}
