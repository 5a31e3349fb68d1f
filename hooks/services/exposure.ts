import { SERVICE_LABEL, SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { DEFAULT_POOL } from '../kubernetes/load-balancer-pool.ts';
import { exposureName } from '../kubernetes/names.ts';
import { portLabels } from '../kubernetes/port-labels.ts';
import { portText } from '../kubernetes/ports.ts';
import { EXPOSURE_API_VERSION, EXPOSURE_KIND } from '../kubernetes/service-exposure.ts';
import type { ExposureOptions, WrittenSpec } from '../kubernetes/service-exposure.ts';
import type { ServiceState } from './observed.ts';
import type { Requested } from './requested.ts';

/** A ServiceExposure as we write it; exposures/sync writes its status. */
export type DesiredExposure = ReturnType<typeof renderExposure>;

/** Labels of everything that we make for a Service. */
export function ownLabels({ service }: ServiceState): Record<string, string> {
  const { name, uid } = service.metadata;
  return {
    'app.kubernetes.io/managed-by': 'metacontroller',
    'app.kubernetes.io/name': 'akrobateo',
    [SERVICE_LABEL]: name,
    [SERVICE_UID_LABEL]: uid,
  };
}

/**
 * Null for each observed field that is not desired. Dynamic apply removes only fields that it has written itself, so one that
 * a person has added has to be written first.
 */
function removals<T extends object>(observed: T | undefined, desired: T): Partial<Record<keyof T, null>> {
  const added = Object.keys(observed ?? {}).filter((field) => !Object.hasOwn(desired, field));
  return Object.fromEntries(added.map((field) => [field, null])) as Partial<Record<keyof T, null>>;
}

/** The pool whose rules apply to what is exposed, if the options lead to another one now. */
function fallbackPool(
  { exposure }: ServiceState,
  { pool = DEFAULT_POOL }: ExposureOptions,
): Pick<WrittenSpec, 'fallbackPool'> {
  const admitted = exposure?.status?.admitted;
  const last = admitted && (admitted.pool ?? DEFAULT_POOL);
  if (last !== undefined && last !== pool) return { fallbackPool: last };
  return exposure?.spec.fallbackPool === undefined ? {} : { fallbackPool: null };
}

/** internalTrafficPolicy decides where the proxies reach a backend only if they forward to the cluster IP. */
function internalTrafficPolicy(
  { exposure }: ServiceState,
  { ports, isInternalLocal }: Requested,
): Pick<WrittenSpec, 'internalTrafficPolicy'> {
  const needsClusterIP = isInternalLocal && ports.some(({ nodePort }) => nodePort === undefined);
  if (needsClusterIP) return { internalTrafficPolicy: 'Local' };
  return exposure?.spec.internalTrafficPolicy === undefined ? {} : { internalTrafficPolicy: null };
}

/** Writes down what the Service requests. */
export function renderExposure(state: ServiceState, requested: Requested, options: ExposureOptions) {
  const { name, namespace, uid, creationTimestamp } = state.service.metadata;
  const ports = requested.ports.map(portText);
  // An empty value, because only the name counts.
  const labels = Object.fromEntries(portLabels(ports).map((label) => [label, '']));
  const spec: WrittenSpec = {
    service: { name, uid, ...(creationTimestamp == null ? {} : { creationTimestamp }) },
    ports,
    families: requested.families,
    externalTrafficPolicy: requested.isLocal ? 'Local' : 'Cluster',
    ...internalTrafficPolicy(state, requested),
    options: { ...removals(state.exposure?.spec.options, options), ...options },
    ...fallbackPool(state, options),
  };
  return {
    apiVersion: EXPOSURE_API_VERSION,
    kind: EXPOSURE_KIND,
    metadata: { name: exposureName({ name, uid }), namespace, labels: { ...ownLabels(state), ...labels } },
    spec,
  } as const;
}
