import { setKubelet } from '../framework/cluster/nodes.ts';
import type { FakeNode } from '../framework/cluster/nodes.ts';
import type { Cluster } from '../framework/cluster/cluster.ts';
import { kubectl } from '../framework/cluster/kubectl.ts';
import type { Random } from './random.ts';

/** The simulated nodes, with an address each. */
export const soakNodes: readonly FakeNode[] = Array.from({ length: 30 }, (_, index) => ({
  name: `n${index + 1}`,
  addresses: [`192.168.1.${index + 1}`],
}));

/** So many always serve. */
const LEAST_SERVING = 10;

/** What has been done to the nodes. */
export class Nodes {
  readonly #cluster: Cluster;
  readonly #failed = new Set<string>();
  readonly #drained = new Set<string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The names of the nodes whose kubelet runs. */
  get alive(): string[] {
    return soakNodes.map(({ name }) => name).filter((name) => !this.#failed.has(name));
  }

  /** The names of those that are not cordoned either. */
  get serving(): string[] {
    return this.alive.filter((name) => !this.#drained.has(name));
  }

  async fail(random: Random): Promise<string | undefined> {
    const name = random.pick(this.serving);
    if (name === undefined || this.serving.length <= LEAST_SERVING) return undefined;
    this.#failed.add(name);
    await setKubelet(this.#cluster.api, name, false);
    return `node ${name} fails`;
  }

  async drain(random: Random): Promise<string | undefined> {
    const name = random.pick(this.serving);
    if (name === undefined || this.serving.length <= LEAST_SERVING) return undefined;
    this.#drained.add(name);
    await kubectl(this.#cluster.plane, 'drain', name, '--ignore-daemonsets', '--force', '--timeout=50s');
    return `node ${name} is drained`;
  }

  /** A failed node works again, or a drained one is uncordoned. */
  async recover(random: Random): Promise<string | undefined> {
    const name = random.pick([...this.#failed, ...this.#drained]);
    if (name === undefined) return undefined;
    if (this.#failed.delete(name)) await setKubelet(this.#cluster.api, name, true);
    if (this.#drained.delete(name)) await kubectl(this.#cluster.plane, 'uncordon', name);
    return `node ${name} returns`;
  }
}
