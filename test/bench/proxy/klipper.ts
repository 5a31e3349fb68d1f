import { runIn } from '../../framework/network/namespace.ts';
import type { Namespace } from '../../framework/network/namespace.ts';
import { CLUSTER_IP } from '../../framework/network/network.ts';

/**
 * The rules that the containers of a K3s ServiceLB pod leave behind, one container for each port: two in FORWARD, where
 * every packet comes by, and two for the translation.
 */
export function loadKlipperRules(pod: Namespace, ports: readonly number[]): void {
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
