import type { Manifest } from '../../../framework/cluster/api.ts';
import { created, deleted, fault, patched } from '../changes.ts';
import type { Change, Fault } from '../changes.ts';
import { configMap, failing, hook, labelsOf, loadBalancer, pod, pool } from '../objects.ts';

const KUBE_PROXY = 'api/v1/namespaces/kube-system/configmaps/kube-proxy';

export const ipvs = patched(KUBE_PROXY, { data: { 'config.conf': 'mode: ipvs' } });

/** A proxy whose container is in this state. */
const proxy = (state: object) => created(pod(['shop', 'faulty'], labelsOf('proxy'), {}, failing(state)));

const cilium = (data: Record<string, string>, image = 'quay.io/cilium/cilium:v1.19.1'): Change =>
  created(
    configMap('cilium-config', { 'kube-proxy-replacement': 'true', ...data }),
    pod(['kube-system', 'cilium'], { 'k8s-app': 'cilium' }, { image }),
  );

const rival = (labels: object, container: object) => created(pod(['default', 'rival'], labels, container));

const deny: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'shop', name: 'deny' },
  spec: { podSelector: {}, policyTypes: ['Egress'] },
};

/** Faults of the cluster. */
export const CLUSTER: readonly Fault[] = [
  fault(
    'a namespace that denies the traffic of proxies',
    /problem .*policies in namespace shop deny/,
    created(deny),
  ),
  fault(
    'kube-proxy in IPVS mode',
    /problem .*IPVS mode, and these are published as VIP: shop\/web: set IP_MODE=Proxy/,
    ipvs,
  ),
  fault(
    'that the mode of kube-proxy is not known',
    /unknown +the mode of kube-proxy is not known.*: on a node: curl /,
    patched(KUBE_PROXY, { data: { 'config.conf': 'mode: [' } }),
  ),
  fault(
    'a Cilium that takes the addresses of nodes',
    /problem .*Cilium 1\.19\.1 replaces kube-proxy, takes all ports /,
    cilium({}),
  ),
  fault(
    'Cilium with VIP',
    /warning .*Cilium 1\.19\.5 replaces kube-proxy, and these are published as VIP: shop\/web: /,
    cilium({}, 'quay.io/cilium/cilium:v1.19.5@sha256:0'),
  ),
  fault(
    'a Cilium that ignores ipMode Proxy',
    /problem .*Cilium 1\.16\.0 .* ignores ipMode Proxy: update/,
    created(hook({}, { IP_MODE: 'Proxy' })),
    cilium({}, 'quay.io/cilium/cilium:v1.16.0'),
  ),
  fault('Cilium without hostNamespaceOnly', /warning .*: set socketLB\.hostNamespaceOnly=true/, cilium({})),
  fault(
    'that there is no pool',
    /warning .*there is no LoadBalancerPool/,
    deleted('apis/akrobateo.kontena.io/v1alpha1/loadbalancerpools/default'),
  ),
  fault(
    'a pool without nodes',
    /problem .*LoadBalancerPool edge has 0 nodes: label/,
    created(pool('edge', { nodeSelector: { matchLabels: { role: 'edge' } } })),
  ),
  fault(
    'nodes with the exclude label',
    /warning .*LoadBalancerPool edge has 1 node, because 1 node has the label node\.kubernetes\.io\/exclude/,
    created(pool('edge', {})),
    patched('api/v1/nodes/n1', {
      metadata: { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } },
    }),
  ),
  fault(
    'a node without ip_forward',
    /problem .*IPv4 forwarding is off: set sysctl net\.ipv4\.ip_forward=1, then delete the pod, on no node: /,
    proxy({
      terminated: {
        exitCode: 1,
        message: 'IPv4 forwarding is off: set sysctl net.ipv4.ip_forward=1, then delete the pod',
      },
    }),
  ),
  fault(
    'an image of proxies that cannot be pulled',
    /problem .*the image example\.org\/image cannot be pulled, on no node: /,
    proxy({ waiting: { reason: 'ImagePullBackOff' } }),
  ),
  fault(
    'a namespace that forbids host ports',
    /problem .*namespace shop enforces the pod security level baseline/,
    patched('api/v1/namespaces/shop', {
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
    }),
  ),
  fault(
    'MetalLB',
    /problem .*MetalLB takes Services without a class too: default\/rival: give/,
    rival({}, { image: 'quay.io/metallb/controller:v0.15.2' }),
  ),
  fault(
    "K3s' ServiceLB",
    /problem .*K3s' ServiceLB takes .*: start/,
    rival({ 'svccontroller.k3s.cattle.io/svcname': 'web' }, {}),
  ),
  fault(
    'kube-vip',
    /problem .*kube-vip takes .*: set lb_class_only/,
    rival({}, { image: 'ghcr.io/kube-vip/kube-vip:v1.0.0', env: [{ name: 'svc_enable', value: 'true' }] }),
  ),
  fault(
    'the original Akrobateo',
    /problem .*the original Akrobateo takes /,
    rival({ 'akrobateo.kontena.io/svcname': 'web' }, {}),
  ),
  fault(
    'the controller of a cloud',
    /problem .*the service controller of a cloud takes .* too: shop\/cloud: switch/,
    created(loadBalancer('cloud')),
    patched('api/v1/namespaces/shop/services/cloud', {
      metadata: { finalizers: ['service.kubernetes.io/load-balancer-cleanup'] },
    }),
  ),
  fault(
    'LB IPAM of Cilium with addresses',
    /problem .*LB IPAM of Cilium takes Services without a class too: shop\/web: set defaultLBServiceIPAM=none/,
    patched('api/v1/namespaces/shop/services/web/status', {
      status: {
        conditions: [
          {
            type: 'cilium.io/IPAMRequestSatisfied',
            status: 'True',
            reason: 'satisfied',
            message: '',
            lastTransitionTime: '2026-01-02T03:04:05Z',
          },
        ],
      },
    }),
  ),
  fault(
    'no other implementation if the hook takes only its class',
    /ok +the hook takes only Services with the class akrobateo/,
    created(hook({}, { DEFAULT_LOAD_BALANCER: 'false' })),
    rival({}, { image: 'quay.io/metallb/controller:v0.15.2' }),
  ),
  fault(
    'LB IPAM of Cilium without addresses',
    /warning .*LB IPAM of Cilium takes Services without a class as soon as/,
    cilium({}),
  ),
  fault(
    'Node IPAM of Cilium',
    /problem .*Node IPAM of Cilium takes .*: set defaultLBServiceIPAM=none/,
    cilium({ 'default-lb-service-ipam': 'nodeipam' }),
  ),
  fault(
    'an object that is close to its limit',
    /warning .*Service shop\/web has 2\d\d of 256 KiB in annotations: /,
    patched('api/v1/namespaces/shop/services/web', {
      metadata: { annotations: { large: 'x'.repeat(210 * 1024) } },
    }),
  ),
];
