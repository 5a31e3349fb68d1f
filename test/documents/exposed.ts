import { readConfig } from '../../hooks/config.ts';
import type { LoadBalancerPool, PoolNode } from '../../hooks/kubernetes/load-balancer-pool.ts';
import type { Answer } from '../../hooks/services/answer.ts';
import { readObserved } from '../../hooks/services/observed.ts';
import type { Observed, Service, SyncRequest } from '../../hooks/services/observed.ts';
import { syncService } from '../../hooks/services/sync.ts';
import { pairs } from '../golden.ts';

/** What becomes of a Service in a pool. */
export interface Exposed {
  readonly ports: readonly (number | undefined)[];
  /** Keys of the labels that a node must have, and of the taints that are tolerated. */
  readonly selects: readonly string[];
  readonly tolerates: readonly (string | undefined)[];
  readonly publishes: readonly (string | undefined)[] | undefined;
}

/** Two nodes, one of them with an external address. */
const NODES: readonly PoolNode[] = [
  {
    name: 'n1',
    ready: true,
    addresses: [
      { type: 'ExternalIP', address: '203.0.113.7' },
      { type: 'InternalIP', address: '192.168.0.2' },
      { type: 'Hostname', address: 'n1.example.org' },
    ],
  },
  {
    name: 'n2',
    ready: true,
    addresses: [
      { type: 'InternalIP', address: '192.168.0.3' },
      { type: 'Hostname', address: 'n2.example.org' },
    ],
  },
];

const NOW = Date.parse('2026-11-23T10:00:00Z');
const defaultTolerations = readConfig({}).tolerations.map(({ key }) => key);

type PodSpec = NonNullable<NonNullable<Answer['attachments'][number]['spec']>['template']['spec']>;

function requiredLabels({ affinity }: PodSpec): string[] {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const keys = (terms ?? []).flatMap(({ matchExpressions = [] }) => matchExpressions.map(({ key }) => key));
  return keys.filter((key) => !key.startsWith('node.kubernetes.io/'));
}

function summaryOf({ attachments: [workload], status }: Answer): Exposed {
  const pod: PodSpec = workload?.spec?.template.spec ?? { containers: [] };
  const tolerated = (pod.tolerations ?? []).map(({ key }) => key);
  return {
    ports: pod.containers.flatMap(({ ports = [] }) => ports.map(({ hostPort }) => hostPort)),
    selects: requiredLabels(pod),
    tolerates: tolerated.filter((key) => !defaultTolerations.includes(key)),
    publishes: status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname),
  };
}

/** A Service whose proxies are ready on both nodes. */
function exposedService(): Observed {
  const fixture = pairs().find(({ name }) => name === 'services/sync/daemonset-exposed');
  return readObserved(fixture?.request as SyncRequest);
}

/** What a Service with these ports becomes in a pool of two nodes, on both of which its proxies are ready. */
export function exposedIn(
  pool: LoadBalancerPool,
  namespaceLabels: Readonly<Record<string, string>>,
  ports: readonly number[],
): Exposed {
  const observed = exposedService();
  const { service, namespace } = observed;
  const annotations = { 'akrobateo.kontena.io/pool': pool.metadata.name };
  const answer = syncService(
    {
      ...observed,
      service: {
        ...service,
        metadata: { ...service.metadata, annotations },
        spec: { ...service.spec, ports: ports.map((port) => ({ port })) },
      },
      namespace: { ...namespace, metadata: { ...namespace?.metadata, labels: namespaceLabels } },
      pools: [
        {
          ...pool,
          metadata: { ...pool.metadata, generation: 1 },
          status: { observedGeneration: 1, nodes: NODES },
        },
      ],
    },
    readConfig({}),
    NOW,
  );
  return summaryOf(answer);
}

/** The answer to a Service of a document, with what the API server adds to it, among these pools of a document. */
export function answerTo(manifest: Service, pools: readonly LoadBalancerPool[]): Answer {
  const observed = exposedService();
  const { metadata, spec } = observed.service;
  const told = pools.map((pool) => ({
    ...pool,
    metadata: { ...pool.metadata, generation: 1 },
    status: { observedGeneration: 1, nodes: NODES },
  }));
  const service = {
    ...manifest,
    metadata: { ...metadata, annotations: manifest.metadata.annotations ?? {} },
    spec: { ...spec, ...manifest.spec },
  };
  return syncService({ ...observed, service, pools: told }, readConfig({}), NOW);
}
