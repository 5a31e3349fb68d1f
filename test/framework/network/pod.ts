import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { Addresses } from './network.ts';
import { setNet } from './namespace.ts';
import type { Namespace } from './namespace.ts';
import { startContainer } from './container.ts';
import type { Container } from './container.ts';
import { NODE } from './network.ts';
import type { Network } from './network.ts';

/** A pod of proxies whose containers have started. */
export interface Pod {
  readonly namespace: Namespace;
  readonly addresses: Addresses;
  readonly containers: readonly Container[];
}

// Of the downward API a proxy is to ask for status.hostIPs only.
function environment({ env = [] }: V1Container, hostIPs: string): Record<string, string> {
  return Object.fromEntries(
    env.map(({ name, value = '', valueFrom }) => [
      name,
      valueFrom?.fieldRef?.fieldPath === 'status.hostIPs' ? hostIPs : value,
    ]),
  );
}

function start(pod: Namespace, container: V1Container, hostIPs: string): Container {
  const { args = [], securityContext } = container;
  return startContainer(pod, {
    args,
    env: environment(container, hostIPs),
    privileged: securityContext?.privileged === true,
    capabilities: (securityContext?.capabilities?.add ?? []).map((name) => name.toLowerCase()),
  });
}

async function initialise(container: Container): Promise<void> {
  if ((await container.ended) !== 0) throw new Error(container.terminationMessage());
}

async function started(container: Container): Promise<Container> {
  const code = await Promise.race([container.holding, container.ended]);
  if (typeof code === 'number') throw new Error(container.terminationMessage());
  return container;
}

/**
 * Starts the containers of a pod, as a kubelet does.
 * @throws Error with the termination message of the one that ends
 */
export async function startContainers(
  pod: Namespace,
  spec: V1PodSpec,
  hostIPs: string,
): Promise<Container[]> {
  for (const container of spec.initContainers ?? []) await initialise(start(pod, container, hostIPs));
  return Promise.all(spec.containers.map((container) => started(start(pod, container, hostIPs))));
}

/** Starts a pod on the node. */
export async function startPod(network: Network, spec: V1PodSpec): Promise<Pod> {
  const { pod, addresses } = await network.addPod();
  // A pod's namespace inherits this from its node, but not its IPv6 counterpart.
  setNet(pod, 'ipv4/ip_forward', 1);
  const containers = await startContainers(pod, spec, `${NODE.IPv4},${NODE.IPv6}`);
  return { namespace: pod, addresses, containers };
}
