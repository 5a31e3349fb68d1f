import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';

import type { V1Service } from '@kubernetes/client-node';

import { create, mergePatch } from './api.ts';
import type { Api } from './api.ts';
import type { Cluster } from './cluster.ts';
import { eventually } from '../processes/eventually.ts';
import { listExposures } from './exposure.ts';
import { LoadBalancer } from './load-balancer.ts';
import { everyNode, snapshotNode } from './nodes.ts';
import { Pool } from './pool.ts';
import { addressesOf, prefix, servicePort } from './service.ts';

/** What a test requests of a Service; `ports` as for `servicePort`, one of its own by default. */
export interface ServiceRequest {
  ports?: readonly (number | string)[];
  /** Keys without our prefix. */
  annotations?: Record<string, string>;
  spec?: Record<string, unknown>;
}

let lastPort = 20_000;

/** Creates a namespace and waits until it accepts pods, which need its service account. */
export async function createNamespace(api: Api, name: string): Promise<void> {
  await create(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await eventually(() => api.core.readNamespacedServiceAccount({ name: 'default', namespace: name }));
}

/** The namespace of one test, on a cluster that many tests share. */
export class TestNamespace<C extends Pick<Cluster, 'api'> = Cluster> {
  readonly cluster: C;
  readonly name: string;
  /** What Metacontroller says of a request that a test interrupts by restarting the hook or Metacontroller. */
  protected readonly interrupted: RegExp = /connection refused|connection reset|EOF|context canceled/;
  readonly #created = Date.now();
  readonly #services: LoadBalancer[] = [];
  readonly #cleanups: (() => Promise<unknown>)[] = [];

  constructor(cluster: C, name: string) {
    this.cluster = cluster;
    this.name = name;
  }

  /**
   * Creates a namespace and waits until it accepts pods.
   * @param prefix of its name, a DNS label
   */
  static async create(cluster: Cluster, prefix: string): Promise<TestNamespace> {
    const name = `${prefix}-${randomBytes(2).toString('hex')}`;
    await createNamespace(cluster.api, name);
    return new TestNamespace(cluster, name);
  }

  /** How many Services it has had. */
  get size(): number {
    return this.#services.length;
  }

  /** A port that no other Service of the run has: all tests share the host ports. */
  port(): number {
    lastPort += 1;
    return lastPort;
  }

  /** Creates a Service of type LoadBalancer without selector. */
  async createService(
    name: string,
    { ports = [this.port()], annotations = {}, spec }: ServiceRequest = {},
  ): Promise<LoadBalancer> {
    const ours = Object.entries(annotations).map(([key, value]) => [prefix + key, value] as const);
    const created = await create<V1Service>(this.cluster.api, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: this.name, annotations: Object.fromEntries(ours) },
      spec: { type: 'LoadBalancer', ports: ports.map(servicePort), ...spec },
    });
    const service = new LoadBalancer(this.cluster.api, created);
    this.#services.push(service);
    return service;
  }

  /** Creates a Service with these annotations, and waits until it is exposed at these addresses. */
  async createExposed(
    name: string,
    annotations: Record<string, string> = {},
    addresses: readonly string[] = everyNode,
  ): Promise<LoadBalancer> {
    const service = await this.createService(name, { annotations });
    await service.exposedAt(addresses);
    return service;
  }

  /** Creates a pool that `cleanUp` deletes: while there is one named `default`, all Services without a pool use it. */
  async createPool(name: string, spec: object = {}): Promise<Pool> {
    const pool = await Pool.create(this.cluster.api, name, spec);
    this.afterwards(() => pool.delete());
    return pool;
  }

  /** Has `cleanUp` give these nodes back the labels, taints and addresses that they have now, and their kubelets. */
  async restoreNodesAfterwards(...names: string[]): Promise<void> {
    for (const name of names) this.afterwards(await snapshotNode(this.cluster.api, name));
  }

  /** Sets labels of the namespace; null removes one. */
  async labelNamespace(labels: Record<string, string | null>): Promise<void> {
    const target = { name: this.name, body: { metadata: { labels } } };
    await this.cluster.api.core.patchNamespace(target, mergePatch);
  }

  /** Waits until another, new Service has an address: then the engine has seen everything that was before. */
  async engineCaughtUp(): Promise<void> {
    const marker = await this.createService(`marker-${this.port()}`);
    const hasAddress = async () => {
      assert.notDeepEqual(addressesOf(await marker.read()), []);
    };
    await eventually(hasAddress, { what: 'the engine did not catch up' });
    await marker.delete();
  }

  /** What the engine has reported about objects of this namespace, and about pools since it was created. */
  async syncErrors(): Promise<string[]> {
    const { core } = this.cluster.api;
    const own = await core.listNamespacedEvent({ namespace: this.name });
    // Those of pools are in the namespace default, with those of the scenarios before.
    const pools = { namespace: 'default', fieldSelector: 'involvedObject.kind=LoadBalancerPool' };
    const { items } = await core.listNamespacedEvent(pools);
    const recent = items.filter(({ lastTimestamp }) => (lastTimestamp?.getTime() ?? 0) >= this.#created);
    return [...own.items, ...recent]
      .filter(({ reason }) => reason === 'SyncError')
      .map(({ message = '' }) => message);
  }

  /** @throws {AssertionError} when the engine could not use an answer of the hook. A hook that does not answer is allowed. */
  async assertNoSyncErrors(): Promise<void> {
    const errors = await this.syncErrors();
    const answered = errors.filter((message) => !this.interrupted.test(message));
    assert.deepEqual(answered, [], 'the engine reported errors');
  }

  /** Runs a test and cleans up, also when the test fails. */
  async run(test: () => Promise<void>): Promise<void> {
    try {
      await test();
      await this.assertNoSyncErrors();
    } finally {
      await this.cleanUp();
    }
  }

  /** Has `cleanUp` run this; the last one runs first. */
  afterwards(cleanup: () => Promise<unknown>): void {
    this.#cleanups.push(cleanup);
  }

  /**
   * Undoes what the test did, even if a part of that fails: the next test needs a complete cluster. The empty namespace
   * stays, because its deletion would write while another test asserts that nothing is written.
   */
  async cleanUp(): Promise<void> {
    const failures: unknown[] = [];
    for (const cleanup of this.#cleanups.reverse())
      await cleanup().catch((error: unknown) => failures.push(error));
    await Promise.all(this.#services.map((service) => service.delete()));
    // The garbage collector needs up to half a minute to learn about a new kind.
    const exposuresGone = async () => {
      assert.deepEqual(await listExposures(this.cluster.api, this.name), []);
    };
    await eventually(exposuresGone, { what: `ServiceExposures of ${this.name} were left` });
    if (failures.length > 0) throw failures[0];
  }
}
