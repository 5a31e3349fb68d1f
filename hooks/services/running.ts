import { checksIPVS } from '../kubernetes/ipvs.ts';
import type { NodeRequirement } from '../kubernetes/label-selector.ts';
import { hostPortsOf } from '../kubernetes/objects.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { placementRevision, readPlacementRevision } from '../kubernetes/placement-revision.ts';
import { portText } from '../kubernetes/ports.ts';
import type { Admitted } from '../kubernetes/service-exposure.ts';
import { readToleration } from '../kubernetes/tolerations.ts';
import type { ServiceState } from './observed.ts';
import type { Requested } from './requested.ts';

type PodSpec = NonNullable<Pod['spec']>;

function placementOf(pod: PodSpec): Pick<Admitted, 'ipMode' | 'nodeSelector' | 'tolerations'> {
  const required = pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required?.nodeSelectorTerms;
  const requirements = terms?.[0]?.matchExpressions ?? [];
  return {
    // Its pods are the same for VIP and Proxy.
    ipMode: checksIPVS(pod) ? 'Auto' : 'Proxy',
    nodeSelector: requirements.map(({ key, operator, values }) => ({
      key,
      operator: operator as NodeRequirement['operator'],
      ...(values && values.length > 0 ? { values } : {}),
    })),
    tolerations: (pod.tolerations ?? []).map(readToleration),
  };
}

/**
 * What the running workload was admitted for. It stays in force while the ServiceExposure has no current status: it was just
 * changed, somebody has edited or deleted it, or its kind was installed again.
 * A port that the Service no longer has is left out, unless no other is left: then exposures/sync has to admit the new ones
 * first, because the workload would be deleted and created again.
 */
export function readRunning(
  { daemonSet, deployment }: ServiceState,
  { ports: requested }: Requested,
): Admitted | undefined {
  const template = (daemonSet ?? deployment)?.spec?.template;
  const held = new Set(hostPortsOf(template?.spec));
  if (!template?.spec || held.size === 0) return undefined;
  const remaining = requested.map(portText).filter((port) => held.has(port));
  return {
    workload: daemonSet === undefined ? 'Deployment' : 'DaemonSet',
    ports: remaining.length > 0 ? remaining : [...held],
    ...placementOf(template.spec),
    ...placementRevision(readPlacementRevision(template)),
  };
}
