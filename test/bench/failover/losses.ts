import type { KubernetesObject, V1Endpoint, V1Node, V1Service } from '@kubernetes/client-node';
import type { Api } from '../../framework/cluster/api.ts';
import type { Exposure } from '../../framework/cluster/exposure.ts';
import type { PoolStatus } from '../../framework/cluster/pool.ts';
import { addressesOf } from '../../framework/cluster/service.ts';
import { watchFirstTimes } from '../first-times.ts';
import type { FirstTimes } from '../first-times.ts';

/** When each kind of object first said that a node does not serve. */
export interface Losses {
  /** Starts the clock; its time, as of performance.now(). */
  readonly begin: () => number;
  /** By kind, in milliseconds since then; NaN if it has not said so. */
  readonly found: () => Record<string, number>;
  readonly end: () => void;
}

/** A node, its address, and a namespace with a Service that is exposed there. */
interface Observed {
  readonly namespace: string;
  readonly node: string;
  readonly address: string;
}

/** A function that has a key for an object which does not say that the node serves. */
function lostUnless<T>(serves: (object: T) => boolean | undefined): (object: T) => string[] {
  return (object) => (serves(object) === true ? [] : ['lost']);
}

async function watchAll(
  api: Api,
  { namespace, node, address }: Observed,
): Promise<Record<string, FirstTimes>> {
  const ours = '/apis/akrobateo.kontena.io/v1alpha1';
  const nodeReady = lostUnless<V1Node>(({ metadata, status }) => {
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    return metadata?.name !== node || ready?.status === 'True';
  });
  const inSlice = lostUnless<KubernetesObject & { endpoints?: V1Endpoint[] }>(({ endpoints }) =>
    endpoints?.some((endpoint) => endpoint.nodeName === node && endpoint.conditions?.ready === true),
  );
  const inPool = lostUnless<KubernetesObject & { status?: PoolStatus }>(({ status }) =>
    status?.nodes?.some(({ name, ready }) => name === node && ready),
  );
  const inExposure = lostUnless<KubernetesObject & { status?: Exposure['status'] }>(({ status }) =>
    status?.nodes.some(({ name }) => name === node),
  );
  const published = lostUnless<V1Service>((service) => addressesOf(service).includes(address));
  const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
  return {
    node: await watchFirstTimes(api, '/api/v1/nodes', nodeReady),
    endpoints: await watchFirstTimes(api, slices, inSlice),
    pool: await watchFirstTimes(api, `${ours}/loadbalancerpools`, inPool),
    exposure: await watchFirstTimes(api, `${ours}/namespaces/${namespace}/serviceexposures`, inExposure),
    Service: await watchFirstTimes(api, `/api/v1/namespaces/${namespace}/services`, published),
  };
}

/** Begins to watch, while the node serves. */
export async function watchLosses(api: Api, observed: Observed): Promise<Losses> {
  const watches = await watchAll(api, observed);
  let start = NaN;
  return {
    begin: () => {
      for (const { times } of Object.values(watches)) times.clear();
      start = performance.now();
      return start;
    },
    found: () =>
      Object.fromEntries(
        Object.entries(watches).map(([kind, { times }]) => [kind, (times.get('lost') ?? NaN) - start]),
      ),
    end: () => {
      for (const watch of Object.values(watches)) watch.end();
    },
  };
}
