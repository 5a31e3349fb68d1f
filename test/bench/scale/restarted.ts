import type { Pod } from '../../../hooks/kubernetes/objects.ts';
import { problem } from '../../../hooks/kubernetes/problems.ts';
import { timeText } from '../../../hooks/kubernetes/wire.ts';
import type { ExposureRequest } from './exposure-request.ts';
import { mapped } from './mapped.ts';

function starting(pod: Pod, since: string): Pod {
  const conditions = (pod.status?.conditions ?? []).map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False' } : condition,
  );
  return {
    ...pod,
    metadata: { ...pod.metadata, creationTimestamp: since },
    status: { ...pod.status, conditions },
  };
}

/**
 * The same exposure a moment after all its proxies were created again at once, because the DaemonSet was deleted:
 * none is ready, and every node is retained.
 */
export function restarted({ object, related, ...rest }: ExposureRequest): ExposureRequest {
  const since = timeText(Date.now());
  const progressing = problem('Progressing', 'proxies are starting or being replaced');
  const { status } = object;
  return {
    ...rest,
    object: {
      ...object,
      status: {
        ...status,
        nodes: status.nodes.map((node) => ({ ...node, replacingSince: since })),
        problems: [progressing],
        conditions: status.conditions.map(({ message, ...condition }) => ({
          ...condition,
          reason: progressing.reason,
          message: `${progressing.message}; ${message}`,
        })),
      },
    },
    related: { ...related, 'Pod.v1': mapped(related['Pod.v1'], (pod) => starting(pod, since)) },
  };
}
