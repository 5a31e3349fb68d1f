/**
 * How many seconds a proxy of a Deployment goes on after its deletion was requested. `kubectl drain` evicts it right after it has
 * cordoned the node, so this is the time in which its address is withdrawn.
 */
export const LINGER_SECONDS = 3;

type Lifecycle = {
  readonly preStop?: { readonly sleep?: { readonly seconds: number } | null } | null;
} | null;

/** The part of a pod's spec that says it. */
interface Spec {
  readonly containers?: readonly { readonly lifecycle?: Lifecycle }[] | null;
}

/** How long a pod goes on after its deletion was requested, in milliseconds. */
export function lingerOf({ containers }: Spec): number {
  const seconds = (containers ?? []).map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0);
  return 1000 * Math.max(0, ...seconds);
}
