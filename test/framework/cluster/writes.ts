import type { ControlPlane } from './control-plane.ts';
import { readCounters } from './counters.ts';

/** Counted writes by `VERB resource[/subresource] code`. */
export type Writes = ReadonlyMap<string, number>;

const verbs = new Set(['PUT', 'POST', 'PATCH', 'DELETE', 'APPLY']);
const resources = new Set(
  (
    'services daemonsets deployments loadbalancerpools serviceexposures pods events replicasets controllerrevisions ' +
    'endpointslices nodes'
  ).split(' '),
);

/** All writes since the API server started, from its own counters. */
export async function readWrites({ server, token }: ControlPlane): Promise<Writes> {
  const writes = new Map<string, number>();
  for (const { labels, count } of await readCounters('apiserver_request_total', `${server}/metrics`, token)) {
    const { verb = '', resource = '', subresource = '', code = '' } = labels;
    if (!verbs.has(verb) || !resources.has(resource)) continue;
    const key = `${verb} ${resource}${subresource && `/${subresource}`} ${code}`;
    writes.set(key, (writes.get(key) ?? 0) + count);
  }
  return writes;
}

/** What `after` has more than `before`, as `<count> <key>`, sorted. */
export function difference(before: Writes, after: Writes): string[] {
  return [...after]
    .map(([key, count]) => ({ key, more: count - (before.get(key) ?? 0) }))
    .filter(({ more }) => more > 0)
    .map(({ key, more }) => `${more} ${key}`)
    .sort();
}
