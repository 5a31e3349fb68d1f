import assert from 'node:assert/strict';
import { Chain, ORDERS } from './chain.ts';
import type { Order } from './chain.ts';
import type { KubeObject, NewObject } from './engine/kube-object.ts';
import { annotationsOf, namespace } from './given.ts';
import { addressesOf, modesOf, seen } from './seen.ts';
import type { Seen } from './seen.ts';

/** Changes something, lets time pass, or looks. The chain settles after each step, without waiting for time. */
export type Step = (chain: Chain) => void;

/** What a case expects; `says` is a part of the text. */
export type Want = Partial<Seen>;

export interface Case {
  readonly name: string;
  /** One sentence that a failure prints. */
  readonly why: string;
  /** Objects to start with. The namespace `shop` is there. */
  readonly given: readonly NewObject[];
  /** Steps before the chain settles for the first time. */
  readonly before?: readonly Step[];
  readonly steps?: readonly Step[];
  /** What is there when no more sync is requested. */
  readonly want: Want;
  /**
   * From the first publication on, an address is always published and the workload is never deleted. `addresses`: the
   * workload may be deleted.
   */
  readonly unbroken?: true | 'addresses';
  /** No address is ever published as VIP. */
  readonly neverVIP?: true;
}

/** Compares the fields that the expectation names. */
export function assertSeen(
  chain: Chain,
  { says, ...want }: Want,
  name: string | undefined,
  message: string,
): void {
  const found = seen(chain, name);
  const named = Object.fromEntries(Object.keys(want).map((key) => [key, found[key as keyof Seen]]));
  assert.deepEqual(named, want, `${message}; there is ${JSON.stringify(found)}`);
  if (says === undefined) return;
  assert.ok(found.says?.includes(says), `${message}; the Service says "${found.says ?? ''}", not "${says}"`);
}

/** Whether an object is the Service `web` (a Service) or something of it. */
function isOfWeb({ kind, metadata }: KubeObject): boolean {
  return kind === 'Service' ? metadata.name === 'web' : metadata.name.startsWith('akrobateo-web-');
}

function assertUnbroken({ api }: Chain, mayDelete: boolean): void {
  let wasPublished = false;
  for (const { before, after } of api.writes) {
    const object = after ?? before;
    if (object === undefined || !isOfWeb(object)) continue;
    const isWorkload = object.kind === 'DaemonSet' || object.kind === 'Deployment';
    assert.ok(!isWorkload || mayDelete || after !== undefined, 'the workload was deleted');
    if (object.kind !== 'Service') continue;
    const isPublished = addressesOf(object).length > 0;
    assert.ok(!wasPublished || isPublished, 'every address disappeared for a moment');
    wasPublished = isPublished;
  }
}

// kube-proxy would take a VIP that an annotation names on every node, whatever address it is.
function assertGivenAreProxy({ api }: Chain): void {
  for (const { after } of api.writes) {
    if (after?.kind !== 'Service') continue;
    const { addresses, 'host-ip': hostIP } = annotationsOf(after);
    const named = [...(addresses?.split(',') ?? []), hostIP];
    const given = addressesOf(after).some((address) => named.includes(address));
    assert.ok(!given || !modesOf(after).includes('VIP'), 'a given address was published as VIP');
  }
}

function assertNeverVIP({ api }: Chain): void {
  const services = api.writes.flatMap(({ after }) => (after?.kind === 'Service' ? [after] : []));
  assert.ok(!services.some((each) => modesOf(each).includes('VIP')), 'an address was published as VIP');
}

/** The condition and the annotation say the same. */
function assertConsistent(chain: Chain): void {
  const { reason, says } = seen(chain);
  const isWrong = reason !== undefined && reason !== 'Exposed';
  assert.equal(says?.split(':')[0], isWrong ? reason : undefined);
}

function runIn(order: Order, tested: Case): void {
  const { why, given, before = [], steps = [], want, unbroken } = tested;
  const message = `${why} (${order})`;
  const isThere = given.some(({ kind }) => kind === 'Namespace');
  const chain = new Chain([...(isThere ? [] : [namespace()]), ...given], order);
  for (const step of before) step(chain);
  chain.settle();
  for (const step of steps) {
    step(chain);
    chain.settle();
  }
  chain.rest();
  assertSeen(chain, want, undefined, message);
  assertConsistent(chain);
  assertGivenAreProxy(chain);
  if (tested.neverVIP) assertNeverVIP(chain);
  if (unbroken) assertUnbroken(chain, unbroken === 'addresses');
  chain.assertSteady();
}

/** Runs a case in each order of events. The end is the same in all of them. */
export function run(tested: Case): void {
  for (const order of ORDERS) runIn(order, tested);
}
