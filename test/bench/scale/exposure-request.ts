import type { SyncRequest } from '../../../hooks/exposures/request-schema.ts';
import type { DaemonSet, Group, Pod } from '../../../hooks/kubernetes/objects.ts';
import type {
  ExposureStatus,
  ServiceExposure,
  WrittenSpec,
} from '../../../hooks/kubernetes/service-exposure.ts';
import { pairs } from '../../golden.ts';
import { clone } from './clone.ts';
import { mapped } from './mapped.ts';
import { counting } from './places.ts';
import type { Place } from './places.ts';
import { withNodes } from './pool-request.ts';
import { grown } from './proxy-pod.ts';

const POOLS = 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1';
const DAEMON_SETS = 'DaemonSet.apps/v1';

type Exposed = ServiceExposure<WrittenSpec> & { readonly status: ExposureStatus };

/** A sync of an exposure that has a status. */
export type ExposureRequest = SyncRequest & { readonly object: Exposed };

/** The exposure of a fixture, exposed at these nodes. */
export function exposedAt(exposure: ServiceExposure<WrittenSpec>, places: readonly Place[]): Exposed {
  const { status } = exposure;
  if (!status) throw new Error('the exposure of the fixture has no status');
  const nodes = places.map(({ name, address }) => ({ name, addresses: [address] }));
  const conditions = counting(status.conditions, places);
  return { ...exposure, status: { ...status, servingNodes: places.length, nodes, conditions } };
}

/** The pod of node n1 as that of another node. */
function podOn(pod: Pod, { name, address }: Place, index: number): Pod {
  const end = index.toString(36).padStart(5, '0');
  const recorded = pod.metadata?.name ?? '';
  return clone(pod, {
    [recorded]: recorded.replace(/[^-]*$/, end),
    '"n1"': JSON.stringify(name),
    '192.168.0.2': address,
    dddddddddddd: end.padStart(12, '0'),
  });
}

function podsOn(places: readonly Place[], pods: Group<Pod> = {}): Group<Pod> {
  const [recorded] = Object.values(pods);
  if (recorded === undefined) return {};
  const template = grown(recorded);
  const made = places.map((place, index) => podOn(template, place, index));
  return Object.fromEntries(made.map((pod) => [`shop/${pod.metadata?.name ?? ''}`, pod]));
}

function scheduledOn(daemonSet: DaemonSet, count: number): DaemonSet {
  const numbers = { desiredNumberScheduled: count, currentNumberScheduled: count, numberReady: count };
  const status = { observedGeneration: 1, ...numbers, updatedNumberScheduled: count, numberMisscheduled: 0 };
  return { ...daemonSet, status };
}

/**
 * A sync that changes nothing, made of a fixture.
 * @param pool the nodes of its pool
 * @param exposed the nodes where it is exposed; each has a proxy, if the fixture has proxies
 */
export function exposureRequest(
  fixture: string,
  pool: readonly Place[],
  exposed: readonly Place[],
): ExposureRequest {
  const pair = pairs().find(({ name }) => name === `exposures/sync/${fixture}`);
  const { object, related, ...rest } = pair?.request as ExposureRequest;
  return {
    ...rest,
    object: exposedAt(object, exposed),
    related: {
      ...related,
      'Pod.v1': podsOn(exposed, related['Pod.v1']),
      [DAEMON_SETS]: mapped(related[DAEMON_SETS], (set) => scheduledOn(set, exposed.length)),
      [POOLS]: mapped(related[POOLS], (recorded) => withNodes(recorded, pool)),
    },
  };
}
