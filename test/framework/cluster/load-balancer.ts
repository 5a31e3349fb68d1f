import { strict as assert } from 'node:assert';

import type { V1Pod, V1Service } from '@kubernetes/client-node';

import { identity, ifFound, mergePatch } from './api.ts';
import type { Api } from './api.ts';
import { eventually } from '../processes/eventually.ts';
import { addressesOf, annotationOf, exposedOf, prefix } from './service.ts';
import { assertNeverWithout, recordStatuses } from './statuses.ts';
import type { StatusRecord } from './statuses.ts';
import { assertRolledOut, hostPortsOf, identityOf, imagesOf, listWorkloads } from './workload.ts';
import type { Workload } from './workload.ts';

/** One Service of a test, and what there is of it in the cluster. */
export class LoadBalancer {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly #api: Api;
  readonly #target: { name: string; namespace: string };

  constructor(api: Api, created: V1Service) {
    const { name, namespace, uid } = identity(created);
    this.#api = api;
    this.#target = { name, namespace };
    this.name = name;
    this.namespace = namespace;
    this.uid = uid;
  }

  async read(): Promise<V1Service> {
    return this.#api.core.readNamespacedService(this.#target);
  }

  /** Merges into the Service; null removes a field. */
  async patch(body: object): Promise<V1Service> {
    return this.#api.core.patchNamespacedService({ ...this.#target, body }, mergePatch);
  }

  /** Sets our annotations by their keys without the prefix; null removes one. */
  async annotate(annotations: Record<string, string | null>): Promise<void> {
    const entries = Object.entries(annotations).map(([key, value]) => [prefix + key, value] as const);
    await this.patch({ metadata: { annotations: Object.fromEntries(entries) } });
  }

  /** Resolves when the Service does not exist any more. */
  async delete(): Promise<void> {
    await ifFound(this.#api.core.deleteNamespacedService(this.#target));
    await this.#until('was not deleted', async () => {
      const left = await ifFound(this.read());
      assert.notEqual(left?.metadata?.uid, this.uid);
    });
  }

  async recordStatuses(): Promise<StatusRecord> {
    return recordStatuses(this.#api, await this.read());
  }

  /** Does something. @throws {AssertionError} when a status meanwhile lacked one of these addresses, or changed their order */
  async neverWithout(addresses: readonly string[], action: () => Promise<void>): Promise<void> {
    const statuses = await this.recordStatuses();
    await action();
    assertNeverWithout(await statuses.end(), addresses);
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

  /** Its pods, also those that are terminating, in order of their nodes. */
  async proxies(): Promise<V1Pod[]> {
    const query = { namespace: this.namespace, labelSelector: `${prefix}service-uid=${this.uid}` };
    const { items } = await this.#api.core.listNamespacedPod(query);
    return items.sort((a, b) => (nodeOf(a) < nodeOf(b) ? -1 : 1));
  }

  /** What runs for it where; stays the same while nothing is replaced or changed. */
  async running(): Promise<string[]> {
    const pods = (await this.proxies()).map((pod) => `${nodeOf(pod)} ${identity(pod).uid}`);
    return [...(await this.workloads()).map(identityOf), ...pods];
  }

  /** Waits until nothing runs for it any more, except for pods that are terminating. */
  async workloadGone(): Promise<void> {
    await this.#until('still has a workload', async () => {
      assert.deepEqual((await this.workloads()).map(identityOf), []);
    });
  }

  /** Waits until proxies are on exactly these nodes, and nothing is left on any other. */
  async proxiesRunOn(...nodes: readonly string[]): Promise<void> {
    await this.#until('has its proxies elsewhere', async () => {
      assert.deepEqual((await this.proxies()).map(nodeOf), nodes);
    });
  }

  /** Waits until exactly these addresses are published, in any order, and no problem is reported. */
  async exposedAt(addresses: readonly string[], timeout?: number): Promise<V1Service> {
    return this.#shows(addresses, { reason: 'Exposed', status: 'True', annotation: undefined }, timeout);
  }

  /** Waits until condition and annotation report a problem while these addresses are published; its message. */
  async reportsProblem(reason: string, addresses: readonly string[] = []): Promise<string> {
    const status = addresses.length > 0 ? 'True' : 'False';
    const service = await this.#shows(addresses, { reason, status, annotation: reason });
    return annotationOf(service, 'reason') ?? '';
  }

  /** Waits until exactly these addresses are published, in any order, whatever else is reported. */
  async publishes(addresses: readonly string[], timeout?: number): Promise<void> {
    await this.#shows(addresses, {}, timeout);
  }

  /** Waits until it has neither a workload nor addresses, nor our condition or reason. */
  async released(): Promise<void> {
    await this.workloadGone();
    await this.#shows([], { reason: undefined, status: undefined, annotation: undefined });
  }

  /** Waits until as many addresses are published as the Deployment has ready replicas, and no problem is reported. */
  async exposedByDeployment(replicas: number): Promise<void> {
    await this.#until(`was not exposed by ${replicas} replicas`, async () => {
      const { kind, object } = await this.workload();
      assert.equal(kind, 'Deployment');
      assert.equal(object.status?.readyReplicas, replicas);
      const service = await this.read();
      assert.equal(addressesOf(service).length, replicas);
      assert.equal(exposedOf(service)?.reason, 'Exposed');
    });
  }

  /** Waits until its workload has rolled out, whatever that is. */
  async available(): Promise<void> {
    await this.#until('has no available workload', async () => {
      assertRolledOut(await this.workload());
    });
  }

  /** Waits until every pod is made from a template with these host ports, and with this image if one is given. */
  async rolledOut(hostPorts: readonly string[], image?: string): Promise<void> {
    await this.#until('was not rolled out', async () => {
      const workload = await this.workload();
      assert.deepEqual(hostPortsOf(workload), hostPorts);
      if (image !== undefined) assert.deepEqual(imagesOf(workload), [image]);
      assertRolledOut(workload);
    });
  }

  /** Waits for published addresses, and for the condition and the reason of the annotation as far as they are given. */
  #shows(addresses: readonly string[], wanted: object, timeout?: number): Promise<V1Service> {
    const isShown = async () => {
      const service = await this.read();
      const { reason, status } = exposedOf(service) ?? {};
      const annotation = annotationOf(service, 'reason')?.split(': ')[0];
      const shown = { addresses: addressesOf(service).sort(), reason, status, annotation };
      assert.deepEqual(shown, { ...shown, addresses: [...addresses].sort(), ...wanted });
      return service;
    };
    const what = Object.values(wanted).filter((value) => value !== undefined);
    return this.#until(
      `did not publish ${addresses.join(', ') || 'nothing'} ${what.join(' ')}`,
      isShown,
      timeout,
    );
  }

  #until<T>(failure: string, check: () => Promise<T>, timeout = 60_000): Promise<T> {
    return eventually(check, { timeout, what: `${this.name} ${failure}` });
  }
}

/** The name of a pod's node; empty while it is not scheduled. */
export function nodeOf({ spec }: V1Pod): string {
  return spec?.nodeName ?? '';
}

export function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}
