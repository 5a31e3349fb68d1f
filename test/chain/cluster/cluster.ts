import type { ApiServer } from '../engine/api-server.ts';
import { controllerUid } from '../engine/kube-object.ts';
import type { DaemonSet, Deployment } from './objects.ts';
import { Pods } from './pods.ts';
import type { Behaviour } from './pods.ts';
import { stepDaemonSet, stepDeployment } from './workloads.ts';

/** Stands in for kube-controller-manager, the scheduler and the kubelets. */
export class Cluster {
  /** What proxies do on a node; `ready` if it is not here. */
  readonly behaviours = new Map<string, Behaviour>();
  readonly #api: ApiServer;
  readonly #pods: Pods;

  constructor(api: ApiServer, now: () => number) {
    this.#api = api;
    this.#pods = new Pods(api, now, this.behaviours);
  }

  /** One action of each of them. */
  step(): void {
    this.#collectGarbage();
    this.#pods.step();
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
}
