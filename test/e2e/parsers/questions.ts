import { strict as assert } from 'node:assert';

import { create, mergePatch } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { exposureType } from '../../framework/cluster/exposure.ts';
import { readTable } from '../crds/tables.ts';

const { smallSpec } = readTable('service-exposure') as { smallSpec: object };
const metadata = { name: 'web' };
const target = { namespace: 'default', name: metadata.name, dryRun: 'All' };
const daemonSets = { group: 'apps', version: 'v1', plural: 'daemonsets' };

/** Sends one object, without storing it. Rejects if the API server refuses it, or would store it in another form. */
export type Question = () => Promise<unknown>;

/** What the API server is asked about a parsed or a raw value. */
export type Questions = ReturnType<typeof questionsTo>;

/** Creates a Service whose status can be replaced. */
export async function prepare(api: Api): Promise<void> {
  const spec = { type: 'LoadBalancer', ports: [{ port: 80 }] };
  await create(api, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, namespace: 'default' },
    spec,
  });
}

export function questionsTo({ core, custom }: Api) {
  const inPods = (fields: object, ports: readonly object[] = []): Question => {
    const labels = { app: 'web' };
    const pod = { containers: [{ name: 'a', image: 'a', ports }], ...fields };
    const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } };
    const body = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec };
    return async () => {
      const answer: unknown = await custom.createNamespacedCustomObject({ ...daemonSets, ...target, body });
      const stored = (answer as typeof body).spec.template.spec;
      assert.deepEqual({ ...stored, ...fields }, stored);
      assert.deepEqual(stored.containers[0]?.ports ?? [], ports);
    };
  };
  return {
    tolerations: (list: unknown) => inPods({ tolerations: list }),
    nodeSelector: (matchExpressions: unknown) => {
      const required = { nodeSelectorTerms: [{ matchExpressions }] };
      return inPods({
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
      });
    },
    hostIP: (hostIP: unknown) => inPods({}, [{ containerPort: 80, hostPort: 80, protocol: 'TCP', hostIP }]),
    /** A ServiceExposure with this option. */
    option: (name: string, value: unknown): Question => {
      const { group, version } = exposureType;
      const spec = { ...smallSpec, options: { [name]: value } };
      const body = { apiVersion: `${group}/${version}`, kind: 'ServiceExposure', metadata, spec };
      return async () => {
        const answer: unknown = await custom.createNamespacedCustomObject({
          ...exposureType,
          ...target,
          body,
        });
        assert.deepEqual((answer as typeof body).spec, spec);
      };
    },
    /** The status of a Service. */
    ingress: (...ingress: readonly object[]): Question => {
      const body = { status: { loadBalancer: { ingress } } };
      return async () => {
        const { status } = await core.patchNamespacedServiceStatus({ ...target, body }, mergePatch);
        assert.deepEqual(JSON.parse(JSON.stringify(status?.loadBalancer?.ingress)), ingress);
      };
    },
    sourceRanges: (...loadBalancerSourceRanges: readonly string[]): Question => {
      const body = { spec: { loadBalancerSourceRanges } };
      return () => core.patchNamespacedService({ ...target, body }, mergePatch);
    },
  };
}
