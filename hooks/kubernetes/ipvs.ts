/** The variable that makes a proxy look for kube-proxy in IPVS mode before it loads its ruleset. */
export const CHECK_IPVS = 'CHECK_IPVS';

/** How the termination message of a proxy starts that has found it. deploy/proxy/proxy.sh writes it. */
export const IPVS_FOUND = 'kube-proxy runs in IPVS mode on this node';

type Containers = readonly { readonly env?: readonly { readonly name: string }[] | null }[] | null;

/** The part of a pod's spec that says it. */
interface Spec {
  readonly containers?: Containers;
  readonly initContainers?: Containers;
}

/** Whether a pod looks for IPVS, so that it becomes ready only without it. */
export function checksIPVS({ containers, initContainers }: Spec): boolean {
  return [...(initContainers ?? []), ...(containers ?? [])].some(({ env }) =>
    env?.some(({ name }) => name === CHECK_IPVS),
  );
}
