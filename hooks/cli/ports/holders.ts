import { readProxy } from '../../exposures/proxies.ts';
import { controllerOf } from '../../kubernetes/objects.ts';
import type { Pod } from '../../kubernetes/objects.ts';
import { keyOf } from '../world/world.ts';
import type { World } from '../world/world.ts';

/** Who uses a host port of a node, or waits for it. */
export interface Holder {
  /** Undefined: it has no node yet. */
  readonly node: string | undefined;
  readonly port: number;
  readonly protocol: string;
  /** The host address that it is bound to; undefined: all of them. */
  readonly hostIP: string | undefined;
  /** `shop/web`, the Service that it is a proxy of. */
  readonly service: string | undefined;
  /** `shop/web-7d9c4`. */
  readonly pod: string;
  /** It is in the network of its node: its ports are the node's, as far as its spec names them. */
  readonly hostNetwork: boolean;
  readonly waiting: boolean;
}

type Container = NonNullable<Pod['spec']>['containers'][number];
type Port = NonNullable<Container['ports']>[number];

/** Of `shop/<name of the workload>`, which a ServiceExposure shares, the Service `shop/web`. */
function servicesByWorkload({ exposures }: World): ReadonlyMap<string, string> {
  return new Map(
    exposures.map((each) => [keyOf(each), `${each.metadata.namespace}/${each.spec.service.name}`]),
  );
}

/** The workload that owns a pod; a label alone proves nothing. */
function workloadOf(pod: Pod): string {
  const owner = controllerOf(pod);
  const name = owner?.kind === 'ReplicaSet' ? owner.name.replace(/-[^-]*$/, '') : (owner?.name ?? '');
  return `${pod.metadata?.namespace ?? ''}/${name}`;
}

// A sidecar is an init container that continues to run.
function portsOf({ spec }: Pod): Port[] {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...sidecars, ...(spec?.containers ?? [])].flatMap((container) => container.ports ?? []);
  if (spec?.hostNetwork !== true) return ports.filter(({ hostPort }) => hostPort);
  return ports.map((port) => ({ ...port, hostPort: port.hostPort ?? port.containerPort }));
}

function holdersIn(pod: Pod, service: string | undefined): Holder[] {
  const { node, isScheduled } = readProxy(pod);
  return portsOf(pod).map(({ hostPort, protocol, hostIP }) => ({
    node,
    port: hostPort ?? 0,
    protocol: protocol ?? 'TCP',
    hostIP: !hostIP || hostIP === '0.0.0.0' || hostIP === '::' ? undefined : hostIP,
    service,
    pod: keyOf(pod),
    hostNetwork: pod.spec?.hostNetwork === true,
    waiting: !isScheduled,
  }));
}

/** Every host port that a pod of the world uses or waits for. */
export function holdersOf(world: World): Holder[] {
  const services = servicesByWorkload(world);
  const isOver = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return world.pods
    .filter((pod) => !isOver(pod))
    .flatMap((pod) => holdersIn(pod, services.get(workloadOf(pod))));
}

/** Whether two of them cannot be on one node. */
export function areRivals(a: Holder, b: Pick<Holder, 'port' | 'protocol' | 'hostIP'>): boolean {
  const sameAddress = a.hostIP === undefined || b.hostIP === undefined || a.hostIP === b.hostIP;
  return a.port === b.port && a.protocol === b.protocol && sameAddress;
}

/** `Service shop/web`, `pod shop/web-7d9c4`, `host-network pod kube-system/etcd-n1`. */
export function holderText({ service, pod, hostNetwork }: Holder): string {
  if (service !== undefined) return `Service ${service}`;
  return `${hostNetwork ? 'host-network pod' : 'pod'} ${pod}`;
}
