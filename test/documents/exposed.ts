import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';
import { requirementsOf } from '../../hooks/kubernetes/label-selector.ts';
import type { LoadBalancerPool } from '../../hooks/kubernetes/load-balancer-pool.ts';
import type { Service } from '../../hooks/services/observed.ts';
import { Chain } from '../chain/chain.ts';
import type { DaemonSet, PodSpec } from '../chain/cluster/objects.ts';
import type { NewObject } from '../chain/engine/kube-object.ts';
import { NAMESPACE, namespace, node, service } from '../chain/objects.ts';
import { addressesOf, observe } from '../chain/observed.ts';
import type { Observed } from '../chain/observed.ts';

/** What becomes of a Service in a pool. */
export interface Exposed {
  readonly ports: readonly (number | undefined)[];
  /** Keys of the labels that a node must have, and of the taints that are tolerated. */
  readonly selects: readonly string[];
  readonly tolerates: readonly (string | undefined)[];
  readonly publishes: readonly string[];
}

const defaultTolerations = readConfig({}).tolerations.map(({ key }) => key);

/** Labels of a node that is in all of the pools. */
function labelsFor(pools: readonly LoadBalancerPool[]): Record<string, string> {
  const requirements = pools.flatMap(({ spec }) => requirementsOf(spec?.nodeSelector));
  return Object.fromEntries(requirements.map(({ key, values = [''] }) => [key, values[0] ?? '']));
}

/** A cluster of two nodes in these pools, one of them with an external address. */
function settled(pools: readonly LoadBalancerPool[], objects: readonly NewObject[]): Chain {
  const labels = labelsFor(pools);
  const nodes = [
    node('n1', { ips: ['192.168.0.2'], external: '203.0.113.7', labels }),
    node('n2', { ips: ['192.168.0.3'], labels }),
  ];
  const chain = new Chain([...nodes, ...(pools as readonly NewObject[]), ...objects], 'in turn');
  chain.rest();
  return chain;
}

function requiredLabels({ affinity }: PodSpec): string[] {
  const terms = affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  const keys = (terms ?? []).flatMap(({ matchExpressions = [] }) => matchExpressions.map(({ key }) => key));
  return keys.filter((key) => !key.startsWith('node.kubernetes.io/'));
}

/** What a Service with these ports becomes in a pool of two nodes, on both of which its proxies are ready. */
export function exposedIn(
  pool: LoadBalancerPool,
  namespaceLabels: Readonly<Record<string, string>>,
  ports: readonly number[],
): Exposed {
  const annotations = { pool: pool.metadata.name };
  const { api } = settled([pool], [namespace(namespaceLabels), service({ ports, annotations })]);
  const daemonSet = api.all().find(({ kind }) => kind === 'DaemonSet') as DaemonSet | undefined;
  const web = api.find('Service', 'web');
  assert.ok(daemonSet && web, 'the Service is not exposed');
  const pod = daemonSet.spec.template.spec;
  const tolerated = (pod.tolerations ?? []).map(({ key }) => key);
  return {
    ports: pod.containers.flatMap((container) => (container.ports ?? []).map(({ hostPort }) => hostPort)),
    selects: requiredLabels(pod),
    tolerates: tolerated.filter((key) => !defaultTolerations.includes(key)),
    publishes: addressesOf(web),
  };
}

/** What becomes of a Service of a document, with what the API server adds to it, in these pools of a document. */
export function observedOf(manifest: Service, pools: readonly LoadBalancerPool[]): Observed {
  const { metadata, spec } = service();
  const { annotations } = manifest.metadata;
  const completed = {
    ...service(),
    metadata: { ...metadata, ...(annotations ? { annotations } : {}), namespace: NAMESPACE },
    spec: { ...spec, ...manifest.spec },
  };
  return observe(settled(pools, [namespace(), completed]));
}
