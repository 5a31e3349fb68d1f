import { CORE_VARIABLES } from '../../config.ts';
import { IPVS_FOUND } from '../../kubernetes/ipvs.ts';
import { POOL_SPEC } from '../../kubernetes/load-balancer-pool.ts';
import { EXPOSURE_SPEC, EXPOSURE_STATUS } from '../../kubernetes/service-exposure.ts';
import { ANNOTATIONS } from '../../services/annotations.ts';

/** A label or annotation of Kubernetes or of this project, as its name is written. */
export const KNOWN_KEY =
  /(?<![-\w.])(?:[-\w.]+\.)?(?:kubernetes|k8s)\.io\/[-\w.]+|(?<![-\w.])akrobateo\.kontena\.io(?:\/[-\w.]+)?/;

/** Those whose values are words of Kubernetes, and not of a cluster. */
export const KNOWN_VALUES =
  /^(pod-security\.kubernetes\.io\/.*|metacontroller\.k8s\.io\/.*|(beta\.)?kubernetes\.io\/(os|arch)|pod-template-hash|controller-revision-hash)$/;

const COMMON =
  'akrobateo-system apps default forward-ipv6 free hook in kube-public kube-system kubernetes linux metacontroller notin preemption proxy ruleset';
const OURS = [
  CORE_VARIABLES,
  EXPOSURE_SPEC,
  EXPOSURE_STATUS,
  POOL_SPEC,
  Object.keys(ANNOTATIONS),
  IPVS_FOUND,
];
const TEXT = JSON.stringify([OURS, COMMON]);
/** With and without domains. */
const VOCABULARY = new Set([...TEXT.matchAll(/[-\w.]+/g), ...TEXT.matchAll(/[-\w]+/g)].flat());

/**
 * Whether a word may stay: it is of Kubernetes, or of our own formats, or a number. It says nothing about a cluster, and a
 * text that has it for another reason would lose its meaning.
 */
export function isCommon(word: string): boolean {
  return VOCABULARY.has(word) || /^([\d.]*|true|false|v\d+|(tcp|udp|sctp)(-\d+)?)$/i.test(word);
}

/** What a field names. Three fields are texts: `key` may begin with a domain, `image` with a registry, `words` has any names. */
export type Named =
  ('namespace' | 'node' | 'pool' | 'service' | 'name' | 'host' | 'value') | ('key' | 'image' | 'words');

/** Fields, annotations and variables with a name in them, or a list of names. `name` is not here: it is that of an object. */
export const NAMED: Readonly<Record<string, Named>> = {
  namespace: 'namespace',
  nodeName: 'node',
  nodes: 'node',
  pool: 'pool',
  fallbackPool: 'pool',
  service: 'service',
  hostname: 'host',
  address: 'host',
  addresses: 'host',
  externalName: 'host',
  generateName: 'name',
  serviceAccount: 'name',
  serviceAccountName: 'name',
  priorityClassName: 'name',
  schedulerName: 'name',
  runtimeClassName: 'name',
  PRIORITY_CLASS: 'name',
  IMAGE_PULL_SECRETS: 'name',
  zone: 'value',
  value: 'value',
  values: 'value',
  key: 'key',
  loadBalancerClass: 'key',
  LOAD_BALANCER_CLASS: 'key',
  image: 'image',
  imageID: 'image',
  PROXY_IMAGE: 'image',
  'node-selector': 'words',
  tolerations: 'words',
  TOLERATIONS: 'words',
};

/** Maps whose keys and values are labels or annotations, also in selectors and variables. */
export const LABELS: readonly string[] = [
  ...['labels', 'annotations', 'matchLabels', 'nodeSelector', 'selector'],
  ...['PROXY_LABELS', 'PROXY_ANNOTATIONS'],
];

/** Fields with words and quantities of Kubernetes only. */
export const VERBATIM: readonly string[] = [
  ...['apiVersion', 'kind', 'resources', 'capacity', 'allocatable'],
  ...['ALLOWED_ANNOTATIONS', 'RESERVED_PORTS', 'PROXY_RESOURCES'],
];

/** Fields that no hook reads and that may have anything in them. */
export const LEFT_OUT: readonly string[] = [
  ...['args', 'command', 'envFrom', 'fieldsV1', 'images', 'providerID', 'config'],
  ...['volumes', 'volumeDevices', 'volumeMounts', 'volumesAttached', 'volumesInUse'],
];
