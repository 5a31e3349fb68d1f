import type { EndpointSlice } from '../kubernetes/objects.ts';
import type { WorkloadKind } from '../kubernetes/load-balancer-pool.ts';
import type { WrittenSpec } from '../kubernetes/service-exposure.ts';
import type { AdmittedExposure } from './admitted.ts';
import type { ExposureState } from './observed.ts';
import type { Proxy } from './proxies.ts';

/** A node with a ready proxy. */
export interface ReadyNode {
  readonly name: string;
  /** Since when its proxies are ready, in milliseconds since the epoch. */
  readonly readySince: number;
  /** The host ports that its proxies use, `80/TCP`. */
  readonly ports: readonly string[];
  /** Whether all of its proxies have looked for IPVS. */
  readonly checksIPVS: boolean;
}

const NO_PROXY: Omit<ReadyNode, 'name'> = { readySince: 0, ports: [], checksIPVS: true };

/**
 * The nodes with a ready proxy that uses at least one admitted port. A pod with other ports is not our proxy, whatever
 * its owner is, or is still of an older spec.
 */
export function readyNodes(proxies: readonly Proxy[], admitted: readonly string[]): ReadyNode[] {
  const isAdmitted = new Set(admitted);
  const nodes = new Map<string, ReadyNode>();
  for (const { node, readySince, ports, checksIPVS } of proxies) {
    if (node === undefined || readySince === undefined) continue;
    if (!ports.some((port) => isAdmitted.has(port))) continue;
    const other = nodes.get(node) ?? NO_PROXY;
    nodes.set(node, {
      name: node,
      readySince: Math.max(readySince, other.readySince),
      ports: [...other.ports, ...ports],
      checksIPVS: checksIPVS && other.checksIPVS,
    });
  }
  return [...nodes.values()];
}

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/**
 * Whether an endpoint gets traffic. Unknown counts as ready (EndpointSlice API, conditions.ready). With
 * publishNotReadyAddresses every endpoint is reported as ready.
 */
export function isReadyEndpoint({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false;
}

/** The ready endpoints of the whole Service. Without any, those that still serve while they terminate (KEP-1669). */
function usableEndpoints(endpointSlices: readonly EndpointSlice[]): readonly Endpoint[] {
  const endpoints = endpointSlices.flatMap((slice) => slice.endpoints ?? []);
  const ready = endpoints.filter(isReadyEndpoint);
  if (ready.length > 0) return ready;
  return endpoints.filter(
    ({ conditions }) => conditions?.serving === true && conditions.terminating === true,
  );
}

type Policies = Pick<WrittenSpec, 'externalTrafficPolicy' | 'internalTrafficPolicy'>;

/**
 * Why only nodes with an endpoint reach a backend; undefined: all do.
 * 1. externalTrafficPolicy Local.
 * 2. internalTrafficPolicy Local, if proxies forward to the cluster IP: it leads only to endpoints of their own node. Without
 *    proxies kube-proxy answers, and to traffic from outside it applies externalTrafficPolicy only.
 */
export function localPolicy(
  { externalTrafficPolicy, internalTrafficPolicy }: Policies,
  workload?: WorkloadKind,
): string | undefined {
  if (externalTrafficPolicy === 'Local') return 'externalTrafficPolicy is Local';
  if (internalTrafficPolicy !== 'Local' || workload === 'None') return undefined;
  return 'internalTrafficPolicy is Local without node ports';
}

/** Whether the list of nodes follows the endpoints: since the policy is Local and there was an endpoint. */
export function followsEndpoints(
  { exposure, previous, endpointSlices }: ExposureState,
  workload: WorkloadKind | undefined,
): boolean {
  if (localPolicy(exposure.spec, workload) === undefined) return false;
  return previous.followsEndpoints === true || usableEndpoints(endpointSlices).length > 0;
}

/**
 * Which nodes may get traffic. Sources: Service spec.externalTrafficPolicy, KEP-1669.
 * 1. Policy Cluster: every node.
 * 2. Policy Local: the nodes with a ready endpoint. Terminating ones count only if no endpoint of the Service is ready.
 * 3. There is no endpoint on any node, and there never was: every node. Some programs wait for an address before they start
 *    backends.
 * 4. There is no endpoint any more: the published nodes. They stay, so that DNS records do not change because backends
 *    restart. No node is added, because it would have to be removed again.
 */
export function servingRule(of: AdmittedExposure): (node: string) => boolean {
  if (!followsEndpoints(of, of.admitted.workload)) return () => true;
  const endpoints = usableEndpoints(of.endpointSlices);
  const published = of.previous.nodes.map(({ name }) => name);
  const allowed = new Set(endpoints.length > 0 ? endpoints.map(({ nodeName }) => nodeName) : published);
  return (node) => allowed.has(node);
}
