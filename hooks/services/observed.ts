import type { V1Service } from '@kubernetes/client-node';
import { exposureName } from '../kubernetes/names.ts';
import type { DaemonSet, Deployment, Group } from '../kubernetes/objects.ts';
import { readSpec } from '../kubernetes/service-exposure.ts';
import type { ServiceExposure, WrittenSpec } from '../kubernetes/service-exposure.ts';
import type { Observed } from '../kubernetes/wire.ts';

/** A Service as observed; the schema of the request has checked its name, namespace and uid. */
export type Service = Observed<V1Service> & {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
};

/** A Service, its ServiceExposure and its workloads. */
export interface ServiceState {
  readonly service: Service;
  readonly exposure: ServiceExposure | undefined;
  readonly daemonSet?: DaemonSet | undefined;
  readonly deployment?: Deployment | undefined;
}

/** The request of a DecoratorController's sync hook, version v2: objects by `Kind.group/version`. */
export interface SyncRequest {
  readonly object: Service;
  readonly attachments: {
    readonly 'ServiceExposure.akrobateo.kontena.io/v1alpha1'?: Group<ServiceExposure<WrittenSpec>>;
    readonly 'DaemonSet.apps/v1'?: Group<DaemonSet>;
    readonly 'Deployment.apps/v1'?: Group<Deployment>;
  };
}

/** Names the objects of a sync request. One with another name is not the Service's, and the engine deletes it. */
export function readState({ object, attachments }: SyncRequest): ServiceState {
  const name = exposureName(object.metadata);
  const find = <T extends Pick<DaemonSet, 'metadata'>>(group: Group<T> = {}): T | undefined =>
    Object.values(group).find(({ metadata }) => metadata?.name === name);
  const exposure = find(attachments['ServiceExposure.akrobateo.kontena.io/v1alpha1']);
  return {
    service: object,
    exposure: exposure && { ...exposure, spec: readSpec(exposure.spec) },
    daemonSet: find(attachments['DaemonSet.apps/v1']),
    deployment: find(attachments['Deployment.apps/v1']),
  };
}
