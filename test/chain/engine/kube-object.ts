/** An object as the API server keeps it, as far as its kind does not matter. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: object;
  readonly status?: object;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
}

interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
  readonly blockOwnerDeletion: boolean;
}

/** An object before the API server has it. */
export type NewObject = Omit<KubeObject, 'metadata'> & {
  readonly metadata: Partial<Metadata> & Pick<Metadata, 'name'>;
};

/** Objects of a request: by kind, `DaemonSet.apps/v1`, then by key. */
export type Groups = Readonly<Record<string, Readonly<Record<string, KubeObject>>>>;

/** Key of an object in a v2 request. */
export function keyOf({ metadata }: NewObject): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

/** Key of a kind in a request. */
export function groupOf({ kind, apiVersion }: Pick<KubeObject, 'kind' | 'apiVersion'>): string {
  return `${kind}.${apiVersion}`;
}

/** These kinds with the objects of them. A kind is there even if it has no object. */
export function grouped(kinds: readonly string[], objects: readonly KubeObject[]): Groups {
  return Object.fromEntries(
    kinds.map((kind) => {
      const own = objects.filter((object) => groupOf(object) === kind);
      return [kind, Object.fromEntries(own.map((object) => [keyOf(object), object]))];
    }),
  );
}

export function objectsIn(groups: Groups): KubeObject[] {
  return Object.values(groups).flatMap((objects) => Object.values(objects));
}

export function controllerUid({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
}

export function controlledBy({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  const { name, uid } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
