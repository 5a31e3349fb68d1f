import type { CoreConfig } from '../config.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import type { Service } from './observed.ts';

/** Each says why a Service is not ours; null: no objection. */
const OBJECTIONS: readonly ((service: Service, config: CoreConfig) => string | null)[] = [
  ({ spec }) => (spec?.type === 'LoadBalancer' ? null : 'is not of type LoadBalancer'),
  ({ metadata }) => (metadata.deletionTimestamp ? 'is being deleted' : null),
  ({ metadata }, { allowedAnnotations }) =>
    metadata.annotations?.[`${PREFIX}enabled`] === 'false' && allowedAnnotations.includes('enabled')
      ? 'has opted out'
      : null,
  ({ spec }, { loadBalancerClass }) =>
    spec?.loadBalancerClass && spec.loadBalancerClass !== loadBalancerClass
      ? `has the loadBalancerClass ${spec.loadBalancerClass}`
      : null,
  ({ spec }, { defaultLoadBalancer }) =>
    spec?.loadBalancerClass || defaultLoadBalancer ? null : 'has no loadBalancerClass',
];

/** The first objection against the Service being ours, null if there is none. */
export function objectionTo(service: Service, config: CoreConfig): string | null {
  const reasons = OBJECTIONS.map((objection) => objection(service, config));
  return reasons.find((reason) => reason !== null) ?? null;
}
