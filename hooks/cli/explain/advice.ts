import type { CoreConfig } from '../../config.ts';
import { PREFIX, SERVICE_LABEL } from '../../kubernetes/keys.ts';
import { exposureName } from '../../kubernetes/names.ts';
import type { Problem, ProblemReason } from '../../kubernetes/problems.ts';
import type { ServiceExposure } from '../../kubernetes/service-exposure.ts';

interface Subject {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** What to do next, one line per reason. */
export const NEXT: Readonly<Record<ProblemReason, (service: Subject) => string>> = {
  InvalidService: ({ name, namespace }) =>
    `Correct its spec: kubectl edit service ${name} -n ${namespace}. It needs a port and a cluster IP, and not too many ports or source ranges.`,
  InvalidAnnotation: ({ name, namespace }) =>
    `Correct the annotation: kubectl edit service ${name} -n ${namespace}. Until then the last good options stay in force.`,
  NotOwned: (service) =>
    `Delete the ServiceExposure, then its Service gets a new one: kubectl delete svcexp ${exposureName(service)} -n ${service.namespace}`,
  PoolNotFound: () =>
    'Name a LoadBalancerPool that exists (kubectl get lbpool), or apply the one that is missing.',
  PoolForbids: () =>
    "Use a pool that admits this namespace, workload and port, or change the pool's namespaceSelector, allowedWorkloads, ipMode or allowedPorts.",
  PortReserved: () =>
    'Give the Service another port. If the port is really free, remove it from RESERVED_PORTS or reservedPorts.',
  PodSecurity: ({ namespace }) =>
    `Allow host ports in the namespace: kubectl label namespace ${namespace} pod-security.kubernetes.io/enforce=privileged --overwrite; or use workload None with a pool.`,
  WorkloadNotApplied: ({ name, namespace }) =>
    `Look for SyncError events and for admission webhooks: kubectl describe service ${name} -n ${namespace}`,
  PodsRefused: (service) =>
    `Look at the events of the workload: kubectl describe daemonset,deployment ${exposureName(service)} -n ${service.namespace}`,
  NoNodeMatches: () =>
    "Compare the node selector and tolerations, of the Service and of its pool, with the nodes' labels and taints (see the table).",
  PortTaken: ({ name, namespace }) =>
    `Give one of the two another port or other nodes (annotation node-selector, or pools), or delete the holder; kubectl akrobateo ports shows what is free. Then: kubectl akrobateo explain ${name} -n ${namespace}`,
  ImagePull: () =>
    'Make the image of the proxy available to these nodes, or set PROXY_IMAGE of the hook to another one.',
  ProxyFailed: ({ name, namespace }) =>
    `Read the log of the proxy: kubectl logs -n ${namespace} -l ${SERVICE_LABEL}=${name} --all-containers --previous; and look at the node.`,
  EndpointWithoutNode: ({ name, namespace }) =>
    `Write nodeName into the endpoints (kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name} -o yaml), or use externalTrafficPolicy Cluster.`,
  NoLocalEndpoints: ({ name, namespace }) =>
    `Run a ready backend on a node that is published (kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name} -o wide), or use externalTrafficPolicy Cluster.`,
  NoReadyNode: () =>
    "Look at the nodes (kubectl get nodes -o wide): one must be ready, take the proxy, and have an address of the Service's family and type.",
  FamilyWithoutAddress: () =>
    'Give the nodes an address of this family (kubectl get nodes -o yaml), choose other types with annotation address-types, or request only the other family in ipFamilies.',
  TooManyNodes: () => 'Use a LoadBalancerPool with fewer nodes, or annotation node-selector.',
  Progressing: ({ name, namespace }) =>
    `Wait a moment. Then: kubectl akrobateo explain ${name} -n ${namespace}`,
  LoadBalancerIPIgnored: ({ name, namespace }) =>
    `Remove spec.loadBalancerIP: kubectl edit service ${name} -n ${namespace}. To publish this address use annotation addresses, to listen on it host-ip.`,
};

/** What can do harm although nothing is wrong with the Service. */
export function warningsFor(exposure: ServiceExposure | undefined): string[] {
  const admitted = exposure?.status?.admitted;
  if (admitted?.workload !== 'None' || admitted.ipMode === 'Proxy') return [];
  const cause = 'With workload None no proxy checks the nodes before their addresses are published as VIP';
  const harm = 'kube-proxy in IPVS mode, and Cilium 1.18 and 1.19 in its place, can then cut nodes off';
  return [`${cause}. ${harm}: read docs/addresses.md#ip-mode before you use it there.`];
}

/** For a Service that is not ours. */
export function claimAdvice({ loadBalancerClass, defaultLoadBalancer }: CoreConfig): string {
  const classes = defaultLoadBalancer
    ? `no loadBalancerClass or ${loadBalancerClass}`
    : `loadBalancerClass ${loadBalancerClass}`;
  return `To have it exposed it needs type LoadBalancer, ${classes}, and no annotation ${PREFIX}enabled: "false".`;
}

/** For a Service with these problems, or whose state in the cluster is not what the hook would answer. */
export function adviceFor(
  service: Subject,
  problems: readonly Problem[],
  differences: readonly string[],
): string[] {
  const reasons = [...new Set(problems.map(({ reason }) => reason))];
  const events = `kubectl describe service ${service.name} -n ${service.namespace} shows SyncError events`;
  const stale = `The hook is down, was not called yet, or has other settings: kubectl get pods -n akrobateo-system; ${events}.`;
  return [...reasons.map((reason) => NEXT[reason](service)), ...(differences.length > 0 ? [stale] : [])];
}
