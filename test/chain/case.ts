import assert from 'node:assert/strict';
import { Chain, ORDERS } from './chain.ts';
import type { Order } from './chain.ts';
import type { KubeObject, NewObject } from './engine/kube-object.ts';
import { annotationsOf, namespace } from './objects.ts';
import { addressesOf, modesOf, observe } from './observed.ts';
import type { Observed } from './observed.ts';

/** Changes something, lets time pass, or checks. */
export type Step = (chain: Chain) => void;

/** What must be observed of a Service; `says` is a part of the text. */
export type Expected = Partial<Observed>;

/** A step, or an object that is created. */
type Action = Step | NewObject;

/**
 * From the first publication on, an address is always published and the workload is never deleted, unless a case says
 * otherwise or ends without an address. If addresses may disappear, the workload may too.
 */
type Law = 'VIP is never published' | 'the workload may be deleted' | 'addresses may disappear';

/** Actions at once, or what must be observed of the Service `web` now. */
export type Item = Law | Action | readonly Action[] | Expected;

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

// kube-proxy would take a VIP that an annotation names on every node, whatever address it is.
function assertModes({ api }: Chain, neverVIP: boolean): void {
  for (const { after } of api.writes) {
    if (after?.kind !== 'Service' || !modesOf(after).includes('VIP')) continue;
    assert.ok(!neverVIP, 'VIP was published');
    const { addresses = '', 'host-ip': hostIP = '' } = annotationsOf(after);
    const annotated = [...addresses.split(','), hostIP];
    const published = addressesOf(after).find((address) => annotated.includes(address));
    assert.equal(published, undefined, 'an annotated address was published as VIP');
  }
}

/** The condition and the annotation say the same. */
function assertConsistent(chain: Chain): void {
  const { reason, says } = observe(chain);
  const isWrong = reason !== undefined && reason !== 'Exposed';
  assert.equal(says?.split(':')[0], isWrong ? reason : undefined);
}

function isAction(item: Action | Expected): item is Action {
  return typeof item === 'function' || 'kind' in item;
}

function perform(chain: Chain, action: Action): void {
  if (typeof action === 'function') action(chain);
  else assert.ok(chain.api.create(action), `there is a ${action.kind} of this name`);
}

function handle(chain: Chain, item: Exclude<Item, Law>): void {
  if (item instanceof Array) for (const action of item) perform(chain, action);
  else if (isAction(item)) perform(chain, item);
  else assertObserved(chain, item);
  chain.settle();
}

function run(items: readonly Item[], order: Order): void {
  const chain = new Chain([namespace()], order);
  for (const [index, item] of items.entries()) {
    if (index === items.length - 1) chain.rest();
    if (typeof item !== 'string') handle(chain, item);
  }
  chain.rest();
  assertConsistent(chain);
  assertModes(chain, items.includes('VIP is never published'));
  const endsWithout = observe(chain).addresses.length === 0;
  const mayDelete = items.includes('the workload may be deleted');
  if (!endsWithout && !items.includes('addresses may disappear')) assertUninterrupted(chain, mayDelete);
  chain.assertSteady();
}

/**
 * A test that goes through the items of a case, once for each order of events. The first is what is there from the start. The
 * chain settles after each item without waiting for time; before the last one it waits until no sync is requested any more.
 */
export function settles(title: string, items: readonly Item[]): void {
  it(title, () => {
    for (const order of ORDERS) {
      try {
        run(items, order);
      } catch (error) {
        if (error instanceof Error) error.message = `order of events "${order}": ${error.message}`;
        throw error;
      }
    }
  });
}
