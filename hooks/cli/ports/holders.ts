import { readObserved } from '../../services/observed.ts';
import type { Pod, Service } from '../../services/observed.ts';
import { proxyPods, readProxy } from '../../services/proxies.ts';
import { syncRequestFor } from '../world/sync-request.ts';
import { keyOf } from '../world/world.ts';
import type { World } from '../world/world.ts';

/** Who holds a host port of a node, or waits for it. */
export interface Holder {
  /** Undefined: no node has been found for it yet. */
  readonly node: string | undefined;
  readonly port: number;
  readonly protocol: string;
  /** The host address that it is bound to; undefined: all of them. */
  readonly hostIP: string | undefined;
  /** `shop/web`, of the Service that it is a proxy of. */
  readonly service: string | undefined;
  /** `shop/web-7d9c4`. */
  readonly pod: string;
  /** It is in the network of its node: its ports are the node's, as far as it tells them. */
  readonly hostNetwork: boolean;
  readonly waiting: boolean;
}

type Container = NonNullable<Pod['spec']>['containers'][number];
type Port = NonNullable<Container['ports']>[number];

/** The pods that are proxies, by the Service that they are proxies of: a label alone proves nothing. */
function proxiesByService(world: World): ReadonlyMap<Pod, string> {
  const pairs = world.services.flatMap((service: Service) => {
    const pods = proxyPods(readObserved(syncRequestFor(service, world)));
    return pods.map((pod) => [pod, keyOf(service)] as const);
  });
  return new Map(pairs);
}

// A sidecar is an init container that goes on running.
function portsOf({ spec }: Pod): Port[] {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...sidecars, ...(spec?.containers ?? [])].flatMap((container) => container.ports ?? []);
  if (spec?.hostNetwork !== true) return ports.filter(({ hostPort }) => hostPort);
  return ports.map((port) => ({ ...port, hostPort: port.hostPort ?? port.containerPort }));
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function holdersIn(pod: Pod, service: string | undefined): Holder[] {
  const { node, scheduled } = readProxy(pod);
  return portsOf(pod).map(({ hostPort = 0, protocol = 'TCP', hostIP }) => ({
    node,
    port: hostPort,
    protocol,
    hostIP: hostIP === '' || hostIP === '0.0.0.0' || hostIP === '::' ? undefined : hostIP,
    service,
    pod: keyOf(pod),
    hostNetwork: pod.spec?.hostNetwork === true,
    waiting: !scheduled,
  }));
}

/** Every host port that a pod of the world holds or waits for. */
export function holdersOf(world: World): Holder[] {
  const services = proxiesByService(world);
  return world.pods.filter((pod) => !isOver(pod)).flatMap((pod) => holdersIn(pod, services.get(pod)));
}

/** Whether two of them cannot be on one node. */
export function areRivals(a: Holder, b: Pick<Holder, 'port' | 'protocol' | 'hostIP'>): boolean {
  const sameAddress = a.hostIP === undefined || b.hostIP === undefined || a.hostIP === b.hostIP;
  return a.port === b.port && a.protocol === b.protocol && sameAddress;
}

/** `Service shop/web`, `pod shop/web-7d9c4`, `host-network pod kube-system/etcd-n1`. */
export function holderText({
  service,
  pod,
  hostNetwork,
}: Pick<Holder, 'service' | 'pod' | 'hostNetwork'>): string {
  if (service !== undefined) return `Service ${service}`;
  return `${hostNetwork ? 'host-network pod' : 'pod'} ${pod}`;
}
