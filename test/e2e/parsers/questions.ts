import { strict as assert } from 'node:assert';

import { create, mergePatch } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { readTable } from '../crds/tables.ts';

const { smallSpec } = readTable('service-exposure') as { smallSpec: object };
const namespace = 'default';
const dry = { namespace, dryRun: 'All' };
const metadata = { name: 'web' };

/** Sends one object, without storing it. Rejects if the API server refuses it, or would store it in another form. */
export type Question = () => Promise<unknown>;

/** What the API server is asked about a parsed or a raw value. */
export class Questions {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** A Service whose status can be replaced. */
  async prepare(): Promise<void> {
    const spec = { type: 'LoadBalancer', ports: [{ port: 80 }] };
    await create(this.#api, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, namespace },
      spec,
    });
  }

  tolerations(list: unknown): Question {
    return this.#inPods({ tolerations: list });
  }

  nodeSelector(requirements: unknown): Question {
    const required = { nodeSelectorTerms: [{ matchExpressions: requirements }] };
    return this.#inPods({
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    });
  }

  hostIP(hostIP: unknown): Question {
    const port = { containerPort: 80, hostPort: 80, protocol: 'TCP', hostIP };
    return this.#inPods({}, [port]);
  }

  #inPods(fields: object, ports: readonly object[] = []): Question {
    const kind = { group: 'apps', version: 'v1', plural: 'daemonsets' };
    const pod = { containers: [{ name: 'a', image: 'a', ports }], ...fields };
    const template = { metadata: { labels: { app: 'web' } }, spec: pod };
    const spec = { selector: { matchLabels: { app: 'web' } }, template };
    const body = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec };
    return async () => {
      const answer: unknown = await this.#api.custom.createNamespacedCustomObject({ ...kind, ...dry, body });
      const stored = (answer as typeof body).spec.template.spec;
      assert.deepEqual({ ...stored, ...fields }, stored);
      assert.deepEqual(stored.containers[0]?.ports ?? [], ports);
    };
  }

  /** A ServiceExposure with this option. */
  option(name: string, value: unknown): Question {
    const kind = { group: 'akrobateo.kontena.io', version: 'v1alpha1', plural: 'serviceexposures' };
    const spec = { ...smallSpec, options: { [name]: value } };
    const body = { apiVersion: `${kind.group}/${kind.version}`, kind: 'ServiceExposure', metadata, spec };
    return async () => {
      const answer: unknown = await this.#api.custom.createNamespacedCustomObject({ ...kind, ...dry, body });
      assert.deepEqual((answer as typeof body).spec, spec);
    };
  }

  /** The status of a Service. */
  ingress(ingress: readonly { ip?: string; ipMode?: string; hostname?: string }[]): Question {
    const request = { ...dry, name: metadata.name, body: { status: { loadBalancer: { ingress } } } };
    return async () => {
      const { status } = await this.#api.core.patchNamespacedServiceStatus(request, mergePatch);
      assert.deepEqual(JSON.parse(JSON.stringify(status?.loadBalancer?.ingress)), ingress);
    };
  }

  sourceRanges(loadBalancerSourceRanges: readonly string[]): Question {
    const body = { spec: { loadBalancerSourceRanges } };
    return () => this.#api.core.patchNamespacedService({ ...dry, name: metadata.name, body }, mergePatch);
  }
}
