import { strict as assert } from 'node:assert';

import type { V1Service } from '@kubernetes/client-node';

import { identity, ifFound, mergePatch } from './api.ts';
import type { Api } from './api.ts';
import { eventually } from '../processes/eventually.ts';
import { addressesOf, annotationOf, exposedOf, prefix } from './service.ts';
import { recordStatuses } from './statuses.ts';
import type { StatusRecord } from './statuses.ts';
import { assertRolledOut, hostPortsOf, identityOf, imagesOf, listWorkloads } from './workload.ts';
import type { Workload } from './workload.ts';

/** One Service of a test, and what there is of it in the cluster. */
export class LoadBalancer {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly #api: Api;

  constructor(api: Api, created: V1Service) {
    const { name, namespace, uid } = identity(created);
    this.#api = api;
    this.name = name;
    this.namespace = namespace;
    this.uid = uid;
  }

  async read(): Promise<V1Service> {
    return this.#api.core.readNamespacedService({ name: this.name, namespace: this.namespace });
  }

  /** Merges into the Service; null removes a field. */
  async patch(body: object): Promise<V1Service> {
    return this.#api.core.patchNamespacedService(
      { name: this.name, namespace: this.namespace, body },
      mergePatch,
    );
  }

  /** Sets our annotations by their keys without the prefix; null removes one. */
  async annotate(annotations: Record<string, string | null>): Promise<void> {
    const entries = Object.entries(annotations).map(([key, value]) => [prefix + key, value] as const);
    await this.patch({ metadata: { annotations: Object.fromEntries(entries) } });
  }

  /** Resolves when the Service does not exist any more. */
  async delete(): Promise<void> {
    const target = { name: this.name, namespace: this.namespace };
    await ifFound(this.#api.core.deleteNamespacedService(target));
    await eventually(
      async () => {
        const left = await ifFound(this.#api.core.readNamespacedService(target));
        assert.notEqual(left?.metadata?.uid, this.uid);
      },
      { what: `${this.name} was not deleted` },
    );
  }

  async recordStatuses(): Promise<StatusRecord> {
    return recordStatuses(this.#api, await this.read());
  }

  /** All that runs for it, also after it was deleted. */
  async workloads(): Promise<Workload[]> {
    return listWorkloads(this.#api, this.namespace, this.uid);
  }

  /** @throws {AssertionError} unless exactly one workload runs for it */
  async workload(): Promise<Workload> {
    const [workload, ...more] = await this.workloads();
    assert.ok(workload, `${this.name} has no workload`);
    assert.deepEqual(more.map(identityOf), [], `${this.name} has several workloads`);
    return workload;
  }

  /** Waits until nothing runs for it any more. */
  async workloadGone(): Promise<void> {
    await eventually(
      async () => {
        assert.deepEqual((await this.workloads()).map(identityOf), []);
      },
      {
        what: `the workload of ${this.name} was not deleted`,
      },
    );
  }

  /** Waits until exactly these addresses are published, in any order, and no problem is reported. */
  async exposedAt(addresses: readonly string[], timeout = 60_000): Promise<V1Service> {
    return eventually(
      async () => {
        const service = await this.read();
        assert.deepEqual(addressesOf(service).sort(), [...addresses].sort());
        assert.equal(exposedOf(service)?.reason, 'Exposed');
        assert.equal(exposedOf(service)?.status, 'True');
        assert.equal(annotationOf(service, 'reason'), undefined);
        return service;
      },
      { timeout, what: `${this.name} was not exposed at ${addresses.join(', ')}` },
    );
  }

  /** Waits until as many addresses are published as the Deployment has ready replicas, and no problem is reported. */
  async exposedByDeployment(replicas: number): Promise<void> {
    await eventually(
      async () => {
        const { kind, object } = await this.workload();
        assert.equal(kind, 'Deployment');
        assert.equal(object.status?.readyReplicas, replicas);
        const service = await this.read();
        assert.equal(addressesOf(service).length, replicas);
        assert.equal(exposedOf(service)?.reason, 'Exposed');
      },
      { what: `${this.name} was not exposed by ${replicas} replicas` },
    );
  }

  /** Waits until exactly these addresses are published, in any order, whatever else is reported. */
  async publishes(addresses: readonly string[], timeout = 60_000): Promise<void> {
    await eventually(
      async () => {
        assert.deepEqual(addressesOf(await this.read()).sort(), [...addresses].sort());
      },
      { timeout, what: `${this.name} did not publish ${addresses.join(', ')}` },
    );
  }

  /** Waits until its workload has rolled out, whatever that is. */
  async available(): Promise<void> {
    await eventually(
      async () => {
        assertRolledOut(await this.workload());
      },
      { what: `${this.name} has no available workload` },
    );
  }

  /** Waits until every pod is made from a template with these host ports, and with this image if one is given. */
  async rolledOut(hostPorts: readonly string[], image?: string): Promise<void> {
    await eventually(
      async () => {
        const workload = await this.workload();
        assert.deepEqual(hostPortsOf(workload), hostPorts);
        if (image !== undefined) assert.deepEqual(imagesOf(workload), [image]);
        assertRolledOut(workload);
      },
      { what: `${this.name} was not rolled out` },
    );
  }

  /** Waits until condition and annotation report a problem while these addresses are published; its message. */
  async reportsProblem(reason: string, addresses: readonly string[] = []): Promise<string> {
    return eventually(
      async () => {
        const service = await this.read();
        const condition = exposedOf(service);
        assert.equal(condition?.reason, reason);
        assert.deepEqual(addressesOf(service).sort(), [...addresses].sort());
        assert.equal(condition.status, addresses.length > 0 ? 'True' : 'False');
        const annotation = annotationOf(service, 'reason') ?? '';
        assert.ok(annotation.startsWith(`${reason}: `), `annotation reason is ${JSON.stringify(annotation)}`);
        return annotation;
      },
      { what: `${this.name} did not report ${reason}` },
    );
  }

  /** Waits until it has neither a workload nor addresses, nor our condition or reason. */
  async released(): Promise<void> {
    await this.workloadGone();
    await eventually(
      async () => {
        const service = await this.read();
        assert.deepEqual(addressesOf(service), []);
        assert.equal(exposedOf(service), undefined);
        assert.equal(annotationOf(service, 'reason'), undefined);
      },
      { what: `${this.name} was not released` },
    );
  }
}
