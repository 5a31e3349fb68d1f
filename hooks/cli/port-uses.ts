import { readProxy } from '../exposures/proxies.ts';
import { controllerOf } from '../kubernetes/objects.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { readPort } from '../kubernetes/ports.ts';
import { isOfItsService } from '../kubernetes/service-exposure.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import { keyOf } from './world.ts';
import type { World } from './world.ts';

/** Who uses a host port of a node, or waits for it. */
export interface PortUse {
  /** null: it has none yet. */
  readonly node: string | null;
  readonly port: number;
  readonly protocol: string;
  /** The address of the node that the port is bound to; null: all of them. */
  readonly address: string | null;
  /** `Service shop/web`, `pod shop/web-7d9c4`, `host-network pod kube-system/etcd-n1`. */
  readonly holder: string;
  readonly pod: string | null;
  /** `published`: kube-proxy serves, and no pod holds the port. */
  readonly state: 'held' | 'waiting' | 'published';
}

function serviceText({ metadata, spec }: ServiceExposure): string {
  return `Service ${metadata.namespace}/${spec.service.name}`;
}

/** What a ServiceExposure reports. Without proxies kube-proxy serves at the addresses of each node. */
function usesOfExposure(exposure: ServiceExposure): PortUse[] {
  const { admitted, nodes = [] } = exposure.status ?? {};
  const isPublished = admitted?.workload === 'None';
  const state = isPublished ? 'published' : 'held';
  const common = { holder: serviceText(exposure), pod: null, state } as const;
  const { hostIP = null } = exposure.spec.options;
  return nodes.flatMap(({ name: node, addresses }) =>
    (isPublished ? addresses : [hostIP]).flatMap((address) =>
      (admitted?.ports ?? []).map((port) => ({ node, ...readPort(port), address, ...common })),
    ),
  );
}

/** The name that a pod's workload shares with the ServiceExposure, `shop/<name>`. A label alone would prove nothing. */
function workloadOf(pod: Pod): string {
  const { kind, name = '' } = controllerOf(pod) ?? {};
  return `${pod.metadata?.namespace ?? ''}/${kind === 'ReplicaSet' ? name.replace(/-[^-]*$/, '') : name}`;
}

/** What a pod holds or waits for. A sidecar is an init container that continues to run. */
function usesOfPod(pod: Pod, service: string | undefined): PortUse[] {
  const { containers = [], initContainers, hostNetwork } = pod.spec ?? {};
  const sidecars = (initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const { node = null, isScheduled } = readProxy(pod);
  const name = keyOf(pod);
  const ports = [...sidecars, ...containers].flatMap((container) => container.ports ?? []);
  const uses = ports.map(({ containerPort, hostPort, protocol, hostIP }) => ({
    node,
    // A host-network pod has the ports of its node, as far as it names them.
    port: hostPort ?? (hostNetwork ? containerPort : 0),
    protocol: protocol ?? 'TCP',
    address: !hostIP || hostIP === '0.0.0.0' || hostIP === '::' ? null : hostIP,
    holder: service ?? `${hostNetwork ? 'host-network pod' : 'pod'} ${name}`,
    pod: name,
    state: isScheduled ? ('held' as const) : ('waiting' as const),
  }));
  return uses.filter(({ port }) => port > 0);
}

/**
 * Every use of a host port.
 * 1. Of pods: those of host-network pods, of others, and of proxies, also if they do not serve or wait.
 * 2. Of ServiceExposures: what they report and no pod shows, because there is none, or pods may not be read.
 */
export function portUses({ serviceexposures, pods }: World): PortUse[] {
  const own = serviceexposures.filter(isOfItsService);
  const services = new Map(own.map((exposure) => [keyOf(exposure), serviceText(exposure)]));
  const running = pods.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  const ofPods = running.flatMap((pod) => usesOfPod(pod, services.get(workloadOf(pod))));
  const idOf = ({ node, port, protocol, holder }: PortUse) => `${node ?? ''} ${port}/${protocol} ${holder}`;
  const shown = new Set(ofPods.map(idOf));
  return [...ofPods, ...own.flatMap(usesOfExposure).filter((use) => !shown.has(idOf(use)))];
}

/** Whether another Service or pod holds one of these ports where a ServiceExposure requests it. */
export function isRival(use: PortUse, exposure: ServiceExposure, ports: readonly string[]): boolean {
  const { port, protocol, address, holder, state } = use;
  const { hostIP = null } = exposure.spec.options;
  const isSameAddress = address === null || hostIP === null || address === hostIP;
  const isOther = state !== 'waiting' && holder !== serviceText(exposure);
  return isOther && isSameAddress && ports.includes(`${port}/${protocol}`);
}
