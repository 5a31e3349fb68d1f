import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';

import type { V1Service } from '@kubernetes/client-node';

import { create, mergePatch } from './api.ts';
import type { Cluster } from './cluster.ts';
import { eventually } from './eventually.ts';
import { listExposures } from './exposure.ts';
import { LoadBalancer } from './load-balancer.ts';
import { snapshotNode } from './node-changes.ts';
import { Pool, poolType } from './pool.ts';
import { addressesOf, prefix, servicePort } from './service.ts';

/** A Service as a scenario says it; `ports` as for `servicePort`, annotation keys without our prefix. */
export interface ServiceRequest {
  ports: readonly (number | string)[];
  annotations?: Record<string, string>;
  spec?: Record<string, unknown>;
}

let lastPort = 20_000;

/** One scenario's own namespace on a cluster that all scenarios share. */
export class Scene {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly #opened = Date.now();
  readonly #services: LoadBalancer[] = [];
  readonly #cleanups: (() => Promise<void>)[] = [];

  private constructor(cluster: Cluster, namespace: string) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /** @param name a DNS label that tells which scenario it is */
  static async open(cluster: Cluster, name: string): Promise<Scene> {
    const namespace = `${name}-${randomBytes(2).toString('hex')}`;
    await create(cluster.api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    // Pods are refused until their service account is there.
    const account = { name: 'default', namespace };
    await eventually(() => cluster.api.core.readNamespacedServiceAccount(account));
    return new Scene(cluster, namespace);
  }

  /** How many Services it has had. */
  get size(): number {
    return this.#services.length;
  }

  /** A port that no other Service of the run has: host ports are shared by all scenarios. */
  port(): number {
    lastPort += 1;
    return lastPort;
  }

  /** Creates a Service of type LoadBalancer without selector. */
  async createService(
    name: string,
    { ports, annotations = {}, spec }: ServiceRequest,
  ): Promise<LoadBalancer> {
    const ours = Object.entries(annotations).map(([key, value]) => [prefix + key, value] as const);
    const created = await create<V1Service>(this.cluster.api, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: this.namespace, annotations: Object.fromEntries(ours) },
      spec: { type: 'LoadBalancer', ports: ports.map(servicePort), ...spec },
    });
    const service = new LoadBalancer(this.cluster.api, created);
    this.#services.push(service);
    return service;
  }

  /** Creates a pool that is deleted when the scenario is over: while there is one named `default`, it is everybody's. */
  async createPool(name: string, spec: object = {}): Promise<Pool> {
    const pool = await Pool.create(this.cluster.api, name, spec);
    this.afterwards(() => pool.delete());
    return pool;
  }

  /** Lets the scenario change these nodes: they are as they are now when it is over. */
  async borrowNodes(...names: string[]): Promise<void> {
    for (const name of names) this.afterwards(await snapshotNode(this.cluster.api, name));
  }

  /** Sets labels of the namespace; null removes one. */
  async labelNamespace(labels: Record<string, string | null>): Promise<void> {
    const target = { name: this.namespace, body: { metadata: { labels } } };
    await this.cluster.api.core.patchNamespace(target, mergePatch);
  }

  /** Waits until another, new Service has an address: by then the engine has seen all that was before. */
  async engineCaughtUp(): Promise<void> {
    const marker = await this.createService(`marker-${this.port()}`, { ports: [this.port()] });
    await eventually(
      async () => {
        assert.notDeepEqual(addressesOf(await marker.read()), []);
      },
      { timeout: 60_000, what: 'the engine did not catch up' },
    );
    await marker.delete();
  }

  /** @throws {AssertionError} when the engine could not use an answer of the hook; no answer at all is allowed */
  async assertNoSyncErrors(): Promise<void> {
    const { core } = this.cluster.api;
    const own = await core.listNamespacedEvent({ namespace: this.namespace });
    // Those of pools are in the namespace default, with those of the scenarios before.
    const pools = { namespace: 'default', fieldSelector: `involvedObject.kind=${poolType.kind}` };
    const { items } = await core.listNamespacedEvent(pools);
    const recent = items.filter(({ lastTimestamp }) => (lastTimestamp?.getTime() ?? 0) >= this.#opened);
    const errors = [...own.items, ...recent]
      .filter(({ reason }) => reason === 'SyncError')
      .map(({ message = '' }) => message);
    // A scenario that restarts the hook or the engine may interrupt a request.
    const answered = errors.filter(
      (message) => !/connection refused|connection reset|EOF|context canceled/.test(message),
    );
    assert.deepEqual(answered, [], 'the engine told of errors');
  }

  /** Runs after the scenario's quiet window, the last one first. */
  afterwards(cleanup: () => Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  /**
   * Undoes what was done, whether the scenario passed or not. The empty namespace stays until the cluster goes: its
   * deletion would write at any time during the quiet windows of others.
   */
  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
    await Promise.all(this.#services.map((service) => service.delete()));
    // The garbage collector needs up to half a minute to learn about a new kind.
    await eventually(
      async () => {
        assert.deepEqual(await listExposures(this.cluster.api, this.namespace), []);
      },
      { timeout: 60_000, what: `ServiceExposures of ${this.namespace} were left` },
    );
  }
}
