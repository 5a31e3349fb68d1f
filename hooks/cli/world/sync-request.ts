import { matchesSelector } from '../../kubernetes/label-selector.ts';
import { customizeService } from '../../services/customize.ts';
import type { RelatedResourceRule } from '../../services/customize.ts';
import type { Service, SyncRequest } from '../../services/observed.ts';
import { RESOURCES, resourceOfRule } from './resources.ts';
import type { ResourceKey } from './resources.ts';
import { keyOf } from './world.ts';
import type { World } from './world.ts';

interface Owned {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly uid: string; readonly controller?: boolean }[];
  };
}

/** Whether the object with this uid controls it. */
export function isControlledBy({ metadata }: Owned, uid: string): boolean {
  return metadata?.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) ?? false;
}

function group<T extends Owned>(objects: readonly T[]): Record<string, T> {
  return Object.fromEntries(objects.map((object) => [keyOf(object), object]));
}

function isRelated(
  { namespace, names, labelSelector }: RelatedResourceRule,
  { metadata = {} }: Owned,
): boolean {
  const { name = '', labels = {} } = metadata;
  return (
    (namespace === undefined || metadata.namespace === namespace) &&
    (names === undefined || names.includes(name)) &&
    matchesSelector(labelSelector, labels)
  );
}

function groupName(key: ResourceKey): string {
  const { apiVersion, kind } = RESOURCES[key];
  return `${kind}.${apiVersion}`;
}

/** The request that the hook would get for a Service in this world: what it owns, and what customize relates to it. */
export function syncRequestFor(service: Service, world: World): SyncRequest {
  const { uid } = service.metadata;
  const related = customizeService({ parent: service }).relatedResources.map((rule) => {
    const key = resourceOfRule(rule);
    return [
      groupName(key),
      group(world[key].filter((object) => isRelated(rule, object as Owned)) as Owned[]),
    ];
  });
  return {
    object: service,
    attachments: {
      'DaemonSet.apps/v1': group(
        world.daemonSets.filter((workload) => isControlledBy(workload as Owned, uid)),
      ),
      'Deployment.apps/v1': group(
        world.deployments.filter((workload) => isControlledBy(workload as Owned, uid)),
      ),
    },
    related: Object.fromEntries(related) as SyncRequest['related'],
  };
}
