import { strict as assert } from 'node:assert';

import type { V1Pod } from '@kubernetes/client-node';

import type { Api } from '../../framework/cluster/api.ts';
import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { readCalls } from '../../framework/cluster/engine.ts';
import type { Controller } from '../../framework/cluster/engine.ts';
import { metacontrollerCrds } from '../../framework/cluster/install.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import { eventually } from '../../framework/processes/eventually.ts';

const namespace = 'akrobateo-system';
/** Of each of the two Deployments. */
const replicas = 2;

/** What users install: the hook and a dedicated Metacontroller, as pods. */
export class Installation {
  readonly #plane: ControlPlane;
  readonly #api: Api;

  constructor(plane: ControlPlane, api: Api) {
    this.#plane = plane;
    this.#api = api;
  }

  /** Installs everything as the documents say, and waits until it works. */
  async install(): Promise<void> {
    await this.#kubectl('apply', '--server-side', '-f', metacontrollerCrds());
    await this.#kubectl('wait', '--for=condition=Established', 'customresourcedefinitions', '--all');
    for (const folder of ['deploy', 'metacontroller', 'deploy/metacontroller'])
      await this.#kubectl('apply', '-k', folder);
    await this.complete();
  }

  /** Sets a variable of the hook, and waits until no pod without it is left. */
  async setVariable(name: string, value: string): Promise<void> {
    await this.#kubectl('set', 'env', '-n', namespace, 'deployment/akrobateo', `${name}=${value}`);
    await this.complete();
  }

  /** The pods of the hook, then those of Metacontroller. */
  async pods(): Promise<V1Pod[]> {
    const { items } = await this.#api.core.listNamespacedPod({ namespace });
    const component = ({ metadata }: V1Pod) => metadata?.labels?.['app.kubernetes.io/component'] ?? '';
    return items.sort((a, b) => component(a).localeCompare(component(b)));
  }

  async deletePod({ metadata }: V1Pod): Promise<void> {
    await this.#api.core.deleteNamespacedPod({ namespace, name: metadata?.name ?? '' });
  }

  /** Waits until every pod is as requested and ready, and none is terminating. */
  async complete(): Promise<void> {
    const isComplete = async () => {
      const { items } = await this.#api.apps.listNamespacedDeployment({ namespace });
      for (const { metadata, status } of items) {
        const found = [status?.observedGeneration, status?.updatedReplicas, status?.availableReplicas];
        assert.deepEqual(found, [metadata?.generation, replicas, replicas], metadata?.name);
      }
      const pods = await this.pods();
      assert.equal(pods.length, items.length * replicas);
      for (const { metadata } of pods) assert.equal(metadata?.deletionTimestamp, undefined);
    };
    const what = 'the pods of hook and Metacontroller were not complete';
    await eventually(isComplete, { timeout: 120_000, what });
  }

  /** How often Metacontroller has called sync hooks: those of one controller, or of all. */
  async calls(controller?: Controller): Promise<number> {
    let calls = 0;
    for (const { metadata, status } of await this.pods()) {
      if (metadata?.labels?.['app.kubernetes.io/component'] !== 'metacontroller') continue;
      calls += await readCalls(`http://${status?.podIP ?? ''}:9999/metrics`, controller);
    }
    return calls;
  }

  async #kubectl(...args: readonly string[]): Promise<void> {
    await kubectl(this.#plane, ...args);
  }
}
