import assert from 'node:assert/strict';
import { Chain, ORDERS } from './chain.ts';
import type { Order } from './chain.ts';
import type { KubeObject, NewObject } from './engine/kube-object.ts';
import { NODES, annotationsOf, namespace, service } from './objects.ts';
import { addressesOf, modesOf, observe } from './observed.ts';
import type { Observed } from './observed.ts';

/** Changes something, lets time pass, or checks. The chain settles after each step, without waiting for time. */
export type Step = (chain: Chain) => void;

/** `says` is a part of the text. */
export type Expected = Partial<Observed>;

export interface Case {
  readonly title: string;
  /** Objects to start with; two nodes and the Service `web` if left out. The namespace `shop` exists. */
  readonly objects?: readonly NewObject[];
  /** Steps before the chain settles for the first time. */
  readonly before?: readonly Step[];
  readonly steps?: readonly Step[];
  /** When no more sync is requested. */
  readonly expected: Expected;
  /**
   * From the first publication on, an address is always published and the workload is never deleted, unless a case says
   * otherwise or ends without an address. `workload`: it may be deleted. `addresses`: they may disappear too.
   */
  readonly interrupts?: 'workload' | 'addresses';
  /** No address is ever published as VIP. */
  readonly neverVIP?: true;
}

/** Compares the fields that the expectation names. */
export function assertObserved(chain: Chain, { says, ...expected }: Expected, name?: string): void {
  const observed = observe(chain, name);
  const named = Object.fromEntries(
    Object.keys(expected).map((key) => [key, observed[key as keyof Observed]]),
  );
  assert.deepEqual(named, expected, `observed: ${JSON.stringify(observed)}`);
  if (says === undefined) return;
  assert.ok(observed.says?.includes(says), `the Service says "${observed.says ?? ''}", not "${says}"`);
}

/** Whether an object is the Service `web` or an object of it. */
function isOfWeb({ kind, metadata }: KubeObject): boolean {
  return kind === 'Service' ? metadata.name === 'web' : metadata.name.startsWith('akrobateo-web-');
}

function assertUninterrupted({ api }: Chain, mayDelete: boolean): void {
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

function publishedServices({ api }: Chain): KubeObject[] {
  return api.writes.flatMap(({ after }) => (after?.kind === 'Service' ? [after] : []));
}

// kube-proxy would take a VIP that an annotation names on every node, whatever address it is.
function assertAnnotatedAreProxy(chain: Chain): void {
  for (const after of publishedServices(chain)) {
    const { addresses, 'host-ip': hostIP } = annotationsOf(after);
    const annotated = [...(addresses?.split(',') ?? []), hostIP];
    const isAnnotated = addressesOf(after).some((address) => annotated.includes(address));
    assert.ok(!isAnnotated || !modesOf(after).includes('VIP'), 'an annotated address was published as VIP');
  }
}

function assertNeverVIP(chain: Chain): void {
  assert.ok(!publishedServices(chain).some((each) => modesOf(each).includes('VIP')), 'VIP was published');
}

/** The condition and the annotation say the same. */
function assertConsistent(chain: Chain): void {
  const { reason, says } = observe(chain);
  const isWrong = reason !== undefined && reason !== 'Exposed';
  assert.equal(says?.split(':')[0], isWrong ? reason : undefined);
}

function settled({ objects = [...NODES, service()], before = [], steps = [] }: Case, order: Order): Chain {
  const hasNamespace = objects.some(({ kind }) => kind === 'Namespace');
  const chain = new Chain([...(hasNamespace ? [] : [namespace()]), ...objects], order);
  for (const step of before) step(chain);
  chain.settle();
  for (const step of steps) {
    step(chain);
    chain.settle();
  }
  chain.rest();
  return chain;
}

function run(tested: Case, order: Order): void {
  const { expected, interrupts, neverVIP } = tested;
  const chain = settled(tested, order);
  assertObserved(chain, expected);
  assertConsistent(chain);
  assertAnnotatedAreProxy(chain);
  if (neverVIP) assertNeverVIP(chain);
  const mayDisappear = interrupts === 'addresses' || expected.addresses?.length === 0;
  if (!mayDisappear) assertUninterrupted(chain, interrupts === 'workload');
  chain.assertSteady();
}

/** Tests each case in each order of events. The end is the same in all of them. */
export function testCases(topic: string, cases: readonly Case[]): void {
  describe(`the chain of hooks: ${topic}`, () => {
    for (const tested of cases) {
      it(tested.title, () => {
        for (const order of ORDERS) {
          try {
            run(tested, order);
          } catch (error) {
            if (error instanceof Error) error.message = `order of events "${order}": ${error.message}`;
            throw error;
          }
        }
      });
    }
  });
}
