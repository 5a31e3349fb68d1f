import { runIn, setNet } from '../../framework/network/namespace.ts';
import type { Namespace } from '../../framework/network/namespace.ts';
import { BACKEND, CLUSTER_IP, NODE, NODE_ALIAS } from '../../framework/network/network.ts';
import type { Network } from '../../framework/network/network.ts';
import { mapHostPorts, serveService } from '../../framework/network/node-rules.ts';
import { startPod } from '../../framework/network/pod.ts';
import { podOf, servicePort } from '../../framework/network/service.ts';

/** The ways from the client to the backend that are compared. */
export const PATHS = ['direct', 'proxy', 'klipper-lb'] as const;
export type Path = (typeof PATHS)[number];

/** The address that takes each path. */
export type Entrances = Readonly<Record<Path, string>>;

/**
 * The rules that the containers of a K3s ServiceLB pod leave behind, one container for each port: two in FORWARD, where
 * every packet comes by, and two for the translation.
 */
function loadKlipperRules(pod: Namespace, ports: readonly number[]): void {
  const filter = ports.flatMap((port) => [
    `-I FORWARD -s 0.0.0.0/0 -p tcp --dport ${port} -j ACCEPT`,
    `-A FORWARD -d ${CLUSTER_IP.IPv4}/32 -p tcp --dport ${port} -j DROP`,
  ]);
  const nat = ports.flatMap((port) => [
    `-I PREROUTING ! -s ${CLUSTER_IP.IPv4}/32 -p tcp --dport ${port} -j DNAT --to ${CLUSTER_IP.IPv4}:${port}`,
    `-I POSTROUTING -d ${CLUSTER_IP.IPv4}/32 -p tcp -j MASQUERADE`,
  ]);
  const lines = ['*filter', ...filter, 'COMMIT', '*nat', ...nat, 'COMMIT', ''];
  runIn(pod, ['iptables-restore'], lines.join('\n'));
}

/**
 * Opens all paths at the same time, so that runs can take turns: the cluster IP itself, our proxy at the node's first
 * address and the pod with a rule for each port at its second.
 */
export async function openPaths(network: Network, numbers: readonly number[]): Promise<Entrances> {
  const ports = numbers.map(servicePort);
  serveService(network.node, { ports }, [BACKEND]);
  const spec = podOf({ ports });
  if (spec === undefined) throw new Error('the hook wants no pod');
  const proxy = await startPod(network, spec);
  const klipper = await network.addPod();
  setNet(klipper.pod, 'ipv4/ip_forward', 1);
  loadKlipperRules(klipper.pod, numbers);
  mapHostPorts(
    network.node,
    { ports, pod: proxy.addresses, at: NODE },
    { ports, pod: klipper.addresses, at: NODE_ALIAS },
  );
  return { direct: CLUSTER_IP.IPv4, proxy: NODE.IPv4, 'klipper-lb': NODE_ALIAS.IPv4 };
}
