import type { ProblemReason } from '../../kubernetes/problems.ts';

interface Subject {
  readonly name: string;
  readonly namespace: string;
}

/** What to do next, one line per reason. */
export const NEXT: Readonly<Record<ProblemReason, (service: Subject) => string>> = {
  InvalidService: ({ name, namespace }) =>
    `Correct its spec: kubectl edit service ${name} -n ${namespace}. It needs a port and a cluster IP, and not too many ports or source ranges.`,
  InvalidAnnotation: ({ name, namespace }) =>
    `Correct the annotation: kubectl edit service ${name} -n ${namespace}. Until then the last good ones stay in force.`,
  PoolNotFound: () => 'Name a LoadBalancerPool that there is (kubectl get lbpool), or apply the missing one.',
  PoolForbids: () =>
    "Use a pool that is for this namespace and port, or have the pool's namespaceSelector or allowedPorts changed.",
  PortReserved: () =>
    'Give the Service another port; if the port is really free, have it taken off RESERVED_PORTS or reservedPorts.',
  PodSecurity: ({ namespace }) =>
    `Let the namespace run host ports: kubectl label namespace ${namespace} pod-security.kubernetes.io/enforce=privileged --overwrite; or use workload None with a pool.`,
  NoNodeMatches: () =>
    "Compare the node selector and tolerations, of the Service and of its pool, with the nodes' labels and taints (see the table).",
  PortTaken: ({ name, namespace }) =>
    `Give one of the two another port or other nodes (annotation node-selector, or pools), or delete the holder; kubectl akrobateo ports shows what is free. Then: kubectl akrobateo explain ${name} -n ${namespace}`,
  ImagePull: () =>
    'Make the image of the proxy pullable on these nodes, or set PROXY_IMAGE of the hook to one that is.',
  ProxyFailed: ({ name, namespace }) =>
    `Read what the proxy says: kubectl logs -n ${namespace} -l akrobateo.kontena.io/service=${name} --all-containers --previous; and look at the node.`,
  NoLocalEndpoints: ({ name, namespace }) =>
    `Run a ready backend on a node that is published (kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name} -o wide), or use externalTrafficPolicy Cluster.`,
  NoReadyNode: () =>
    "Look at the nodes (kubectl get nodes -o wide): one must be ready, take the proxy, and have an address of the Service's family and type.",
  Progressing: ({ name, namespace }) =>
    `Wait a moment, then ask again: kubectl akrobateo explain ${name} -n ${namespace}`,
};

/** For a Service that is left alone. */
export function claimAdvice(loadBalancerClass: string, defaultLoadBalancer: boolean): string {
  const classes = defaultLoadBalancer
    ? `no loadBalancerClass or ${loadBalancerClass}`
    : `loadBalancerClass ${loadBalancerClass}`;
  return `It is left alone. To have it exposed it needs type LoadBalancer, ${classes}, and no annotation akrobateo.kontena.io/enabled: "false".`;
}

/** For a Service whose status is not what it should be. */
export function unsyncedAdvice({ name, namespace }: Subject): string {
  return `The hook is down, was not asked yet, or has other settings: kubectl get pods -n akrobateo-system; kubectl describe service ${name} -n ${namespace} shows SyncError events.`;
}
