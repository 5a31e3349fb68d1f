import type { ApiServer } from '../engine/api-server.ts';
import { controllerUid } from '../engine/kube-object.ts';
import { accepts, hostPorts, tolerates } from './objects.ts';
import type { DaemonSet, Deployment, Node, Pod } from './objects.ts';
import { condition, runningStatus } from './pod-status.ts';
import type { Behaviour } from './pod-status.ts';
import { stepDaemonSet, stepDeployment } from './workloads.ts';

/** Stands in for kube-controller-manager, the scheduler and the kubelets. */
export class Cluster {
  /** What proxies do on a node; `ready` if it is not here. */
  readonly behaviours = new Map<string, Behaviour>();
  readonly #api: ApiServer;
  readonly #now: () => number;

  constructor(api: ApiServer, now: () => number) {
    this.#api = api;
    this.#now = now;
  }

  /** One action of each of them. */
  step(): void {
    this.#collectGarbage();
    for (const pod of this.#api.list<Pod>('Pod')) {
      if (pod.metadata.deletionTimestamp !== undefined) this.#end(pod);
      else if (pod.spec.nodeName === undefined) this.#schedule(pod);
      else this.#run(pod);
    }
    for (const set of this.#api.list<DaemonSet>('DaemonSet')) stepDaemonSet(this.#api, set);
    for (const deployment of this.#api.list<Deployment>('Deployment')) stepDeployment(this.#api, deployment);
  }

  #collectGarbage(): void {
    const uids = new Set(this.#api.all().map(({ metadata }) => metadata.uid));
    for (const object of this.#api.all()) {
      const owner = controllerUid(object);
      if (owner !== undefined && !uids.has(owner)) this.#api.delete(object);
    }
  }

  #behaviour(node = ''): Behaviour {
    return this.behaviours.get(node) ?? 'ready';
  }

  #end(pod: Pod): void {
    if (this.#behaviour(pod.spec.nodeName) !== 'down') this.#api.remove(pod);
  }

  #hasFreePorts({ metadata }: Node, pod: Pod): boolean {
    const requested = new Set(hostPorts(pod.spec));
    const others = this.#api.list<Pod>('Pod').filter(({ spec }) => spec.nodeName === metadata.name);
    return !others.some(({ spec }) => hostPorts(spec).some((port) => requested.has(port)));
  }

  #schedule(pod: Pod): void {
    const nodes = this.#api.list<Node>('Node');
    const matching = nodes.filter((node) => accepts(node, pod.spec) && tolerates(node, pod.spec));
    const nodeName = matching.find((node) => this.#hasFreePorts(node, pod))?.metadata.name;
    const why =
      matching.length === 0
        ? "didn't match Pod's node affinity/selector"
        : "didn't have free ports for the requested pod ports";
    const message = `0/${nodes.length} nodes are available: ${nodes.length} node(s) ${why}.`;
    const scheduled =
      nodeName === undefined ? { status: 'False', reason: 'Unschedulable', message } : { status: 'True' };
    const conditions = [condition(pod, { type: 'PodScheduled', ...scheduled }, this.#now())];
    const spec = { ...pod.spec, ...(nodeName === undefined ? {} : { nodeName }) };
    this.#api.update(pod, { ...pod, spec, status: { phase: 'Pending', conditions } });
  }

  #run(pod: Pod): void {
    const node = this.#api.find('Node', pod.spec.nodeName ?? '') as Node | undefined;
    const behaviour = this.#behaviour(pod.spec.nodeName);
    // Pods of others are only there to use a port.
    if (node === undefined || behaviour === 'down' || pod.metadata.ownerReferences === undefined) return;
    this.#api.update(pod, { ...pod, status: runningStatus(pod, node, behaviour, this.#now()) });
  }
}
