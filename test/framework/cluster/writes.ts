import type { ControlPlane } from './control-plane.ts';
import { get } from '../processes/http.ts';

/** Counted writes by `VERB resource[/subresource] code`. */
export type Writes = ReadonlyMap<string, number>;

const verbs = new Set(['PUT', 'POST', 'PATCH', 'DELETE', 'APPLY']);
const resources = new Set(
  (
    'services daemonsets deployments loadbalancerpools serviceexposures pods events replicasets controllerrevisions ' +
    'endpointslices nodes'
  ).split(' '),
);

function labelsOf(line: string): Record<string, string> {
  return Object.fromEntries(
    [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  ) as Record<string, string>;
}

function keyOf(line: string): string | undefined {
  if (!line.startsWith('apiserver_request_total{')) return undefined;
  const { verb = '', resource = '', subresource = '', code = '' } = labelsOf(line);
  if (!verbs.has(verb) || !resources.has(resource)) return undefined;
  return `${verb} ${[resource, subresource].filter((part) => part !== '').join('/')} ${code}`;
}

/** All writes since the API server started, from its own counters. */
export async function readWrites({ server, token }: ControlPlane): Promise<Writes> {
  const writes = new Map<string, number>();
  for (const line of (await get(`${server}/metrics`, token)).split('\n')) {
    const key = keyOf(line);
    if (key === undefined) continue;
    writes.set(key, (writes.get(key) ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1)));
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
