import { createHash } from 'node:crypto';
import type { ApiServer } from '../engine/api-server.ts';
import { controlledBy, controllerUid } from '../engine/kube-object.ts';
import type { KubeObject } from '../engine/kube-object.ts';
import { accepts, nodeTerm } from './objects.ts';
import type { DaemonSet, Deployment, Node, Pod, Template } from './objects.ts';

const HASH_LABEL = 'pod-template-hash';

function hashOf(template: Template): string {
  return createHash('sha1').update(JSON.stringify(template)).digest('hex').slice(0, 10);
}

function hashIn({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[HASH_LABEL];
}

function isReady({ metadata, status }: Pod): boolean {
  const isTerminating = metadata.deletionTimestamp !== undefined;
  return (
    !isTerminating && !!status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')
  );
}

function createPod(api: ApiServer, owner: KubeObject, template: Template, pin: object): void {
  const { namespace = '' } = owner.metadata;
  const labels = { ...template.metadata.labels, [HASH_LABEL]: hashOf(template) };
  let number = 1;
  while (api.find('Pod', `${owner.metadata.name}-${number}`)) number += 1;
  const name = `${owner.metadata.name}-${number}`;
  api.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name, namespace, labels, ownerReferences: [controlledBy(owner)] },
    spec: { ...template.spec, ...pin },
  });
}

/** The DaemonSet controller pins each pod to the node that it is meant for. */
function pinnedTo({ metadata }: Node, { spec }: Template): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [metadata.name] }];
  const nodeSelectorTerms = [{ ...nodeTerm(spec), matchFields }];
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  };
}

function nodeOf({ spec }: Pod): string | undefined {
  return spec.nodeName ?? nodeTerm(spec).matchFields?.[0]?.values[0];
}

/** The pods of older templates that may be deleted: all that are not ready, and so many of those that are. */
function toReplace(pods: readonly Pod[], hash: string, mayDelete: number): Pod[] {
  const old = pods.filter((pod) => hashIn(pod) !== hash && pod.metadata.deletionTimestamp === undefined);
  const ready = old.filter(isReady);
  return [...old.filter((pod) => !isReady(pod)), ...ready.slice(0, Math.max(0, mayDelete))];
}

function report(api: ApiServer, workload: KubeObject, numbers: object): void {
  const status = { observedGeneration: workload.metadata.generation, ...numbers };
  api.update(workload, { ...workload, status });
}

/** One step of the DaemonSet controller (maxSurge 0). */
export function stepDaemonSet(api: ApiServer, set: DaemonSet): void {
  const { template, updateStrategy } = set.spec;
  const hash = hashOf(template);
  const pods = api.list<Pod>('Pod').filter((pod) => controllerUid(pod) === set.metadata.uid);
  const nodes = api.list<Node>('Node').filter((node) => accepts(node, template.spec));
  const wanted = new Set(nodes.map(({ metadata }) => metadata.name));
  for (const pod of pods) if (!wanted.has(nodeOf(pod) ?? '')) api.delete(pod);
  const isOn = new Set(pods.map(nodeOf));
  for (const node of nodes) {
    if (!isOn.has(node.metadata.name)) createPod(api, set, template, pinnedTo(node, template));
  }
  const unavailable = nodes.length - pods.filter(isReady).length;
  const mayDelete = updateStrategy.rollingUpdate.maxUnavailable - unavailable;
  const inPlace = pods.filter((pod) => wanted.has(nodeOf(pod) ?? ''));
  for (const pod of toReplace(inPlace, hash, mayDelete)) api.delete(pod);
  report(api, set, {
    desiredNumberScheduled: nodes.length,
    updatedNumberScheduled: inPlace.filter((pod) => hashIn(pod) === hash).length,
    numberReady: pods.filter(isReady).length,
  });
}

function replicaSet(api: ApiServer, deployment: Deployment): KubeObject | undefined {
  const name = `${deployment.metadata.name}-${hashOf(deployment.spec.template)}`;
  const { namespace = '' } = deployment.metadata;
  const ownerReferences = [controlledBy(deployment)];
  api.create({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name, namespace, ownerReferences } });
  return api.find('ReplicaSet', name);
}

/** One step of the Deployment controller (maxSurge 0, maxUnavailable 1) and of its ReplicaSets. */
export function stepDeployment(api: ApiServer, deployment: Deployment): void {
  const { template, replicas } = deployment.spec;
  const hash = hashOf(template);
  const current = replicaSet(api, deployment);
  const sets = api.list('ReplicaSet').filter((set) => controllerUid(set) === deployment.metadata.uid);
  const uids = new Set(sets.map(({ metadata }) => metadata.uid));
  const pods = api.list<Pod>('Pod').filter((pod) => uids.has(controllerUid(pod) ?? ''));
  const alive = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const mayDelete = alive.filter(isReady).length - (replicas - 1);
  for (const pod of toReplace(alive, hash, mayDelete)) api.delete(pod);
  for (const pod of alive.slice(replicas)) api.delete(pod);
  for (let count = alive.length; current !== undefined && count < replicas; count += 1) {
    createPod(api, current, template, {});
  }
  report(api, deployment, {
    replicas: alive.length,
    updatedReplicas: alive.filter((pod) => hashIn(pod) === hash).length,
    readyReplicas: alive.filter(isReady).length,
  });
}
