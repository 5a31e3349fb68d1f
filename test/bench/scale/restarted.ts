import { EXPOSED_CONDITION } from '../../../hooks/kubernetes/keys.ts';
import { timeText } from '../../../hooks/kubernetes/conditions.ts';
import type { Pod, SyncRequest } from '../../../hooks/services/observed.ts';

function starting(pod: Pod, since: string): Pod {
  const conditions = pod.status?.conditions?.map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False' } : condition,
  );
  const { metadata, status } = pod;
  return {
    ...pod,
    metadata: { ...metadata, creationTimestamp: since },
    status: { ...status, ...(conditions && { conditions }) },
  };
}

/**
 * The same Service a moment after all its proxies were made anew at once, as when somebody has deleted the DaemonSet:
 * none is ready, and every address stays for the grace.
 */
export function restarted(request: SyncRequest): SyncRequest {
  const { object, related } = request;
  const since = timeText(Date.now());
  const pods = Object.entries(related['Pod.v1'] ?? {}).map(
    ([key, pod]) => [key, starting(pod, since)] as const,
  );
  const conditions = object.status?.conditions?.map((condition) =>
    condition.type === EXPOSED_CONDITION
      ? {
          ...condition,
          reason: 'Progressing',
          message: `proxies are starting or being replaced; ${condition.message}`,
        }
      : condition,
  );
  return {
    ...request,
    object: { ...object, status: { ...object.status, ...(conditions && { conditions }) } },
    related: { ...related, 'Pod.v1': Object.fromEntries(pods) },
  };
}
