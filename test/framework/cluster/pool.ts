import { strict as assert } from 'node:assert';

import type { V1Condition } from '@kubernetes/client-node';

import { create, ifFound, mergePatch } from './api.ts';
import type { Api } from './api.ts';
import { eventually } from '../processes/eventually.ts';
import type { NodeAddress } from './nodes.ts';

const resource = { group: 'akrobateo.kontena.io', version: 'v1alpha1', plural: 'loadbalancerpools' };

/** What the manifest of a pool starts with. */
const poolType = { apiVersion: `${resource.group}/${resource.version}`, kind: 'LoadBalancerPool' };

/** The status of a pool, once the hook has answered. */
export interface PoolStatus {
  observedGeneration?: number;
  totalNodes?: number;
  readyNodes?: number;
  nodes?: { name: string; addresses: NodeAddress[]; ready: boolean }[];
  conditions?: V1Condition[];
}

interface StoredPool {
  metadata: { name: string; uid: string; generation: number; resourceVersion: string };
  spec: object;
  status?: PoolStatus;
}

/** One LoadBalancerPool of a test, and its status. */
export class Pool {
  readonly name: string;
  readonly #api: Api;
  readonly #target: typeof resource & { name: string };

  private constructor(api: Api, name: string) {
    this.#api = api;
    this.#target = { ...resource, name };
    this.name = name;
  }

  /** Creates a pool. It is in no namespace, so a test deletes it before the next one. */
  static async create(api: Api, name: string, spec: object = {}): Promise<Pool> {
    const pool = new Pool(api, name);
    await pool.apply(spec);
    return pool;
  }

  /** Creates it again, after it was deleted. */
  async apply(spec: object = {}): Promise<void> {
    await create(this.#api, { ...poolType, metadata: { name: this.name }, spec });
  }

  async read(): Promise<StoredPool> {
    return (await this.#api.custom.getClusterCustomObject(this.#target)) as StoredPool;
  }

  async status(): Promise<PoolStatus> {
    return (await this.read()).status ?? {};
  }

  /** Merges into the spec; null removes a field with everything in it. */
  async patch(spec: object): Promise<void> {
    await this.merge({ spec });
  }

  /** Merges into the pool. */
  async merge(body: object): Promise<void> {
    await this.#api.custom.patchClusterCustomObject({ ...this.#target, body }, mergePatch);
  }

  /** Writes the status, which only the hook should write. */
  async forge(status: PoolStatus): Promise<void> {
    const target = { ...this.#target, body: { status } };
    await this.#api.custom.patchClusterCustomObjectStatus(target, mergePatch);
  }

  /** Resolves when the pool does not exist any more. */
  async delete(): Promise<void> {
    await ifFound(this.#api.custom.deleteClusterCustomObject(this.#target));
    await eventually(async () => {
      assert.equal(await ifFound(this.read()), undefined, `pool ${this.name} is still there`);
    });
  }

  /** Waits until the status follows the current spec and has exactly these nodes, ready or not; returns it. */
  async reports(nodes: readonly string[]): Promise<PoolStatus> {
    const isReported = async () => {
      const { metadata, status } = await this.read();
      assert.equal(status?.observedGeneration, metadata.generation);
      const names = status.nodes?.map(({ name }) => name);
      assert.deepEqual(names, nodes);
      return status;
    };
    return eventually(isReported, {
      what: `pool ${this.name} did not list ${nodes.join(', ') || 'no node'}`,
    });
  }

  /** Waits until its condition Ready has this reason; its message. */
  async hasReason(reason: string): Promise<string> {
    const isReported = async () => {
      const { conditions } = await this.status();
      const condition = conditions?.find(({ type }) => type === 'Ready');
      assert.equal(condition?.reason, reason);
      return condition.message;
    };
    return eventually(isReported, { what: `pool ${this.name} did not report ${reason}` });
  }
}
