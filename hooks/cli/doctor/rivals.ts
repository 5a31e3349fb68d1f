import type { Pod } from '../../kubernetes/objects.ts';
import { imagesOf, variablesOf } from '../pod-spec.ts';
import { keyOf } from '../world.ts';
import type { Labelled } from '../world.ts';
import { flagOf } from './calls.ts';
import { check } from './check.ts';
import { namesText, ok, problem, warning } from './finding.ts';
import { ourServices, settingsOf } from './hook.ts';
import type { ConfigMap, Observed } from './observed.ts';
import { labelOf } from './pods.ts';

const SIDE_BY_SIDE = 'see docs/guides/metallb.md#side-by-side';
const MIGRATION = 'see docs/guides/migration.md';

/** The pods of a cluster, its Services without a class that are ours, and the settings of Cilium. */
type Cluster = Pick<Observed, 'pods' | 'services' | 'cilium'>;

/** Another implementation that takes Services without a class. */
interface Rival {
  readonly name: string;
  /** What shows that it does. */
  readonly proof: (cluster: Cluster) => readonly Labelled[];
  readonly todo: string;
}

function hasImage(pod: Pod, name: string): boolean {
  return imagesOf(pod.spec).some((image) => image.replace(/[:@].*$/, '').endsWith(name));
}

/** What Cilium does with Services without a class. LB IPAM is on by default, and takes them when it has a pool of addresses. */
function defaultIPAM({ data }: ConfigMap): string {
  const ipam = data?.['default-lb-service-ipam'] ?? 'lbipam';
  return ipam === 'lbipam' && data?.['enable-lb-ipam'] === 'false' ? 'none' : ipam;
}

const NO_IPAM = `set defaultLBServiceIPAM=none, ${SIDE_BY_SIDE}`;

const RIVALS: readonly Rival[] = [
  {
    name: 'MetalLB',
    proof: ({ pods }) =>
      pods.filter((pod) => hasImage(pod, 'metallb/controller') && flagOf(pod, 'lb-class') === undefined),
    todo: `give it a class (--lb-class), or set DEFAULT_LOAD_BALANCER=false, ${SIDE_BY_SIDE}`,
  },
  {
    name: "K3s' ServiceLB",
    proof: ({ pods }) =>
      pods.filter((pod) => labelOf(pod, 'svccontroller.k3s.cattle.io/svcname') !== undefined),
    todo: `start the servers with --disable=servicelb, ${MIGRATION}`,
  },
  {
    name: 'kube-vip',
    proof: ({ pods }) =>
      pods.filter((pod) => {
        const { svc_enable: isOn, lb_class_only: hasClass } = variablesOf(pod.spec);
        return hasImage(pod, '/kube-vip') && isOn === 'true' && hasClass !== 'true';
      }),
    todo: `set lb_class_only=true, or DEFAULT_LOAD_BALANCER=false, ${SIDE_BY_SIDE}`,
  },
  {
    name: 'the original Akrobateo',
    proof: ({ pods }) =>
      pods.filter(
        (pod) =>
          hasImage(pod, 'kontenapharos/akrobateo') ||
          labelOf(pod, 'akrobateo.kontena.io/svcname') !== undefined,
      ),
    todo: `delete its Deployment and DaemonSets, ${MIGRATION}`,
  },
  {
    // K3s has one of these too.
    name: 'the service controller of a cloud',
    proof: ({ services }) =>
      services.filter(({ metadata }) =>
        metadata.finalizers?.includes('service.kubernetes.io/load-balancer-cleanup'),
      ),
    todo: `switch it off, or set DEFAULT_LOAD_BALANCER=false, ${SIDE_BY_SIDE}`,
  },
  {
    name: 'LB IPAM of Cilium',
    proof: ({ services }) =>
      services.filter(({ status }) =>
        status?.conditions?.some(({ type }) => type === 'cilium.io/IPAMRequestSatisfied'),
      ),
    todo: NO_IPAM,
  },
  {
    name: 'Node IPAM of Cilium',
    proof: ({ cilium }) => cilium.filter((config) => defaultIPAM(config) === 'nodeipam'),
    todo: NO_IPAM,
  },
];

/** Nothing else takes the Services that we take. */
export const rivals = check('Other implementations', ['pods', 'services', 'cilium'], (observed) => {
  const { defaultLoadBalancer, loadBalancerClass } = settingsOf(observed.pods);
  if (!defaultLoadBalancer) return [ok(`the hook takes only Services with the class ${loadBalancerClass}`)];
  const services = ourServices(observed).filter(({ spec }) => !spec?.loadBalancerClass);
  const found = RIVALS.flatMap(({ name, proof, todo }) => {
    const names = namesText(proof({ ...observed, services }).map(keyOf));
    return names === '' ? [] : [problem(`${name} takes Services without a class too: ${names}`, todo)];
  });
  if (found.length > 0) return found;
  return observed.cilium.some((config) => defaultIPAM(config) === 'lbipam')
    ? [warning('LB IPAM of Cilium takes Services without a class as soon as it has a pool', NO_IPAM)]
    : [ok('nothing else that is known takes Services without a class')];
});
