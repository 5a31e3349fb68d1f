import { strict as assert } from 'node:assert';

import { addressesOf, prefix } from '../framework/cluster/service.ts';
import type { LoadBalancer } from '../framework/cluster/load-balancer.ts';
import type { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { soakNodes } from './nodes.ts';
import type { Nodes } from './nodes.ts';
import type { Random } from './random.ts';

const MOST = 30;
const WORKLOADS = ['DaemonSet', 'DaemonSet', 'Deployment', 'None'] as const;
const REPLICAS = 2;

interface Wanted {
  readonly service: LoadBalancer;
  workload: (typeof WORKLOADS)[number];
  isLoadBalancer: boolean;
}

function addressesOfNodes(names: readonly string[]): string[] {
  return soakNodes.flatMap(({ name, addresses }) => (names.includes(name) ? addresses : [])).sort();
}

/** The Services of the run, as they were requested. */
export class Services {
  readonly #namespace: TestNamespace;
  readonly #wanted: Wanted[] = [];
  #created = 0;

  constructor(namespace: TestNamespace) {
    this.#namespace = namespace;
  }

  get size(): number {
    return this.#wanted.length;
  }

  async create(random: Random): Promise<string | undefined> {
    if (this.size >= MOST) return undefined;
    const workload = random.pick(WORKLOADS) ?? 'DaemonSet';
    this.#created += 1;
    const name = `web-${this.#created}`;
    const annotations = { workload, ...(workload === 'Deployment' ? { replicas: `${REPLICAS}` } : {}) };
    const service = await this.#namespace.createService(name, { annotations });
    this.#wanted.push({ service, workload, isLoadBalancer: true });
    return `Service ${name} is created (${workload})`;
  }

  async remove(random: Random): Promise<string | undefined> {
    const wanted = random.pick(this.#wanted);
    if (wanted === undefined) return undefined;
    this.#wanted.splice(this.#wanted.indexOf(wanted), 1);
    await wanted.service.delete();
    return `Service ${wanted.service.name} is deleted`;
  }

  /** A new port, another workload, or another type. */
  async change(random: Random): Promise<string | undefined> {
    const wanted = random.pick(this.#wanted);
    if (wanted === undefined) return undefined;
    const { service } = wanted;
    const change = random.pick(['port', 'workload', 'type']);
    if (change === 'port')
      await service.patch({ spec: { ports: [{ name: 'new', port: this.#namespace.port() }] } });
    if (change === 'workload') {
      wanted.workload = random.pick(WORKLOADS) ?? wanted.workload;
      const replicas = wanted.workload === 'Deployment' ? `${REPLICAS}` : null;
      await service.annotate({ workload: wanted.workload, replicas });
    }
    if (change === 'type') {
      wanted.isLoadBalancer = !wanted.isLoadBalancer;
      await service.patch({ spec: { type: wanted.isLoadBalancer ? 'LoadBalancer' : 'ClusterIP' } });
    }
    return `Service ${service.name} has another ${change ?? ''}`;
  }

  /** The nodes where a Service should be published. */
  async #nodesOf({ service, workload, isLoadBalancer }: Wanted, nodes: Nodes): Promise<readonly string[]> {
    if (!isLoadBalancer) return [];
    if (workload !== 'Deployment') return nodes.serving;
    const { core } = this.#namespace.cluster.api;
    const labelSelector = `${prefix}service-uid=${service.uid}`;
    const { items } = await core.listNamespacedPod({ namespace: service.namespace, labelSelector });
    const ready = items.filter(({ metadata, status }) => {
      const condition = status?.conditions?.find(({ type }) => type === 'Ready');
      return metadata?.deletionTimestamp === undefined && condition?.status === 'True';
    });
    return ready.map(({ spec }) => spec?.nodeName ?? '');
  }

  /**
   * Compares what is published with what should be.
   * 1. A Service that is not a load balancer has no address.
   * 2. A DaemonSet, and no workload at all, use every node that serves.
   * 3. The scheduler chooses the nodes of a Deployment.
   * @throws {AssertionError} for the first Service that differs
   */
  async check(nodes: Nodes): Promise<void> {
    for (const wanted of this.#wanted) {
      const { service, workload } = wanted;
      const published = addressesOf(await service.read()).sort();
      const expected = addressesOfNodes(await this.#nodesOf(wanted, nodes));
      assert.deepEqual(published, expected, `${service.name} (${workload})`);
    }
  }

  async removeAll(): Promise<void> {
    await Promise.all(this.#wanted.splice(0).map(({ service }) => service.delete()));
  }
}
