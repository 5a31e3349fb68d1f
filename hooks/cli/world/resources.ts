/** The kinds of object that the commands read; each plural is the kind in lower case and an s. */
export const RESOURCES = {
  services: { apiVersion: 'v1', kind: 'Service' },
  daemonSets: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  deployments: { apiVersion: 'apps/v1', kind: 'Deployment' },
  pods: { apiVersion: 'v1', kind: 'Pod' },
  endpointSlices: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  namespaces: { apiVersion: 'v1', kind: 'Namespace' },
  pools: { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' },
  nodes: { apiVersion: 'v1', kind: 'Node' },
} as const;

export type ResourceKey = keyof typeof RESOURCES;

export const RESOURCE_KEYS = Object.keys(RESOURCES) as ResourceKey[];

interface Typed {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
}

/** Which of them an object is; undefined: none. */
export function resourceOf({ apiVersion, kind }: Typed): ResourceKey | undefined {
  return RESOURCE_KEYS.find(
    (key) => RESOURCES[key].kind === kind && RESOURCES[key].apiVersion === apiVersion,
  );
}

/** `endpointslices`, as the API server's paths and customize rules have it. */
export function pluralOf(key: ResourceKey): string {
  return `${RESOURCES[key].kind.toLowerCase()}s`;
}

/** The resource that a customize rule names. */
export function resourceOfRule(rule: {
  readonly apiVersion: string;
  readonly resource: string;
}): ResourceKey {
  const found = RESOURCE_KEYS.find(
    (key) => RESOURCES[key].apiVersion === rule.apiVersion && pluralOf(key) === rule.resource,
  );
  if (found === undefined) throw new Error(`no resource ${rule.resource} of ${rule.apiVersion} is known`);
  return found;
}
