import { matchesSelector } from '../../kubernetes/label-selector.ts';
import type { Pod } from '../../kubernetes/objects.ts';
import { keyOf } from '../world.ts';
import { servingEngines } from './calls.ts';
import { check } from './check.ts';
import { namesText, ok, problem, warning } from './finding.ts';
import type { Observed, Peer, Policy } from './observed.ts';
import { podsOf } from './pods.ts';

const TITLE = 'NetworkPolicies';

type Direction = 'Ingress' | 'Egress';

/** What a policy admits: the peers of each rule. A rule without peers admits all. */
function peersOf({ spec }: Policy, direction: Direction): readonly (readonly Peer[])[] {
  return direction === 'Ingress'
    ? (spec.ingress ?? []).map(({ from }) => from ?? [])
    : (spec.egress ?? []).map(({ to }) => to ?? []);
}

/** The policies that restrict the traffic of a pod. */
function restricting(policies: readonly Policy[], pod: Pod, direction: Direction): Policy[] {
  const { namespace, labels } = pod.metadata ?? {};
  return policies.filter(({ metadata, spec }) => {
    const types = spec.policyTypes ?? ['Ingress', ...(spec.egress ? ['Egress'] : [])];
    const isHere = metadata.namespace === namespace && types.includes(direction);
    return isHere && matchesSelector(spec.podSelector, labels ?? {});
  });
}

/** Whether a policy admits calls of a pod, on whatever port. Addresses are not compared: they count as if it had them. */
function admits(policy: Policy, pod: Pod, namespaces: Observed['namespaces']): boolean {
  const own = pod.metadata?.namespace;
  const labels = namespaces.find((each) => each.metadata?.name === own)?.metadata?.labels ?? {};
  const isPeer = ({ ipBlock, namespaceSelector, podSelector }: Peer) => {
    const isNamespace = namespaceSelector
      ? matchesSelector(namespaceSelector, labels)
      : policy.metadata.namespace === own;
    return ipBlock != null || (isNamespace && matchesSelector(podSelector, pod.metadata?.labels ?? {}));
  };
  return peersOf(policy, 'Ingress').some((peers) => peers.length === 0 || peers.some(isPeer));
}

/** The hook is protected, and Metacontroller may reach it. */
export const hookPolicies = check(
  TITLE,
  ['pods', 'namespaces', 'networkpolicies', 'decoratorcontrollers', 'compositecontrollers'],
  ({ namespaces, networkpolicies, ...observed }) => {
    const [hook] = podsOf('hook', observed.pods);
    if (hook === undefined) return [];
    const policies = restricting(networkpolicies, hook, 'Ingress');
    const open = 'no NetworkPolicy protects the hook, so every pod may call it';
    if (policies.length === 0) return [warning(open, 'kubectl apply -k deploy')];
    const refused = servingEngines(observed).filter(
      (pod) => !policies.some((policy) => admits(policy, pod, namespaces)),
    );
    if (refused.length === 0) return [ok('the hook is protected, and admits Metacontroller')];
    const what = `${namesText(policies.map(keyOf))} does not admit ${namesText(refused.map(keyOf))} to the hook`;
    return [problem(what, 'patch it, see deploy/README.md#choosing')];
  },
);

/** Whether it is for every peer, or for addresses, as those of clients are. */
function isOpen(policy: Policy, direction: Direction): boolean {
  return peersOf(policy, direction).some(
    (peers) => peers.length === 0 || peers.some(({ ipBlock }) => ipBlock != null),
  );
}

/** Namespaces admit clients to their proxies, and let these reach cluster IPs. */
export const proxyPolicies = check(TITLE, ['networkpolicies', 'pods'], ({ networkpolicies, pods }) => {
  const denied = podsOf('proxy', pods).filter((pod) =>
    (['Ingress', 'Egress'] as const).some((direction) => {
      const policies = restricting(networkpolicies, pod, direction);
      return policies.length > 0 && !policies.some((policy) => isOpen(policy, direction));
    }),
  );
  const namespaces = new Set(denied.map(({ metadata }) => metadata?.namespace ?? ''));
  return [...namespaces].map((namespace) =>
    problem(
      `policies in namespace ${namespace} deny the traffic of its proxies`,
      'allow it, see docs/guides/troubleshooting.md#namespaces-with-a-default-deny-policy',
    ),
  );
});
