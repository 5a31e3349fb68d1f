import type { DaemonSet, Pod } from '../../../hooks/kubernetes/objects.ts';
import type { SyncRequest } from '../../../hooks/services/observed.ts';
import { pairs } from '../../golden.ts';
import { withManagedFields } from './managed-fields.ts';

const CONDITIONS = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

const TO_NODE = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] };
const AFFINITY = {
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [TO_NODE] } },
};

const CONTAINER = {
  name: 'tcp',
  image: 'akrobateo-proxy:0.1.0',
  imageID: `sha256:${'0'.repeat(64)}`,
  ready: true,
  started: true,
  restartCount: 0,
  state: { running: { startedAt: '2026-11-23T09:00:01Z' } },
  lastState: {},
};

function template(): NonNullable<DaemonSet['spec']>['template'] {
  const fixture = pairs().find(({ name }) => name === 'services/sync/daemonset-exposed');
  const { attachments } = fixture?.request as SyncRequest;
  const [daemonSet] = Object.values(attachments['DaemonSet.apps/v1'] ?? {});
  if (!daemonSet?.spec) throw new Error('the fixture has no DaemonSet');
  return daemonSet.spec.template;
}

/**
 * The pod of node n1 as a cluster has it. That of a fixture has only what the core reads; a real one also has its template,
 * and what the DaemonSet controller, the API server and the kubelet add.
 */
export function grown({ metadata, status, ...pod }: Pod): Pod {
  const { metadata: labelled, spec } = template();
  const [ready] = status?.conditions ?? [];
  if (!spec || !ready) throw new Error('the fixtures have no proxy');
  return withManagedFields({
    ...pod,
    metadata: { ...metadata, ...labelled },
    spec: { ...spec, nodeName: 'n1', affinity: AFFINITY },
    status: {
      ...status,
      conditions: CONDITIONS.map((type) => ({ ...ready, type })),
      containerStatuses: [CONTAINER],
      podIPs: [{ ip: '10.244.1.7' }],
    },
  });
}
