import { strict as assert } from 'node:assert';

import { Watch } from '@kubernetes/client-node';
import type { V1Service } from '@kubernetes/client-node';

import { identity } from './api.ts';
import type { Api } from './api.ts';
import { eventually } from '../processes/eventually.ts';
import { addressesOf } from './service.ts';

/** Every status of one Service, in the order in which the API server reported them. */
export interface StatusRecord {
  /** Ends the watch once it has caught up; the published addresses of each status. */
  end: () => Promise<string[][]>;
}

/** Watches a Service from this very version on, the version included. */
export async function recordStatuses({ config, core }: Api, service: V1Service): Promise<StatusRecord> {
  const { namespace, name } = identity(service);
  const seen = [service];
  let broken: unknown;
  const watch = await new Watch(config).watch(
    `/api/v1/namespaces/${namespace}/services`,
    { fieldSelector: `metadata.name=${name}`, resourceVersion: service.metadata?.resourceVersion },
    (_, changed: V1Service) => seen.push(changed),
    (error: unknown) => (broken = error),
  );
  const caughtUp = async () => {
    const now = await core.readNamespacedService({ namespace, name });
    assert.equal(seen.at(-1)?.metadata?.resourceVersion, now.metadata?.resourceVersion);
  };
  return {
    end: async () => {
      await eventually(caughtUp, { what: `the watch of ${name} did not catch up (${String(broken)})` });
      watch.abort();
      const statuses = seen.map(addressesOf);
      assertStableOrder(statuses);
      return statuses;
    },
  };
}

/** @throws {AssertionError} when an address that stayed has changed its place among the others that stayed */
function assertStableOrder(seen: readonly string[][]): void {
  for (const [index, after] of seen.entries()) {
    const before = seen[index - 1] ?? [];
    const stayed = before.filter((address) => after.includes(address));
    const kept = after.filter((address) => before.includes(address));
    assert.deepEqual(kept, stayed, 'published addresses have changed their places');
    assert.deepEqual(after.slice(0, kept.length), kept, 'a new address was published before an older one');
  }
}

/** @throws {AssertionError} when one of the statuses lacked one of these addresses */
export function assertNeverWithout(seen: readonly string[][], addresses: readonly string[]): void {
  const lacking = seen.filter((each) => addresses.some((address) => !each.includes(address)));
  assert.deepEqual(lacking, [], `${lacking.length} of ${seen.length} statuses lacked an address`);
}
