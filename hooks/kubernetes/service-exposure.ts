import type { V1ObjectMeta } from '@kubernetes/client-node';
import type * as schema from './exposure-schema.ts';
import { exposureName } from './names.ts';
import { isControlledBy } from './objects.ts';
import type { TypeOf } from './schema.ts';
import type { Observed } from './wire.ts';

export const EXPOSURE_API_VERSION = 'akrobateo.kontena.io/v1alpha1';
export const EXPOSURE_KIND = 'ServiceExposure';

/** A spec as it is written: an optional field is null to remove it. */
export type WrittenSpec = TypeOf<typeof schema.EXPOSURE_SPEC>;
type Present<T> = { readonly [Field in keyof T]: Exclude<T[Field], null> };
export type ExposureOptions = Present<WrittenSpec['options']>;
/** A spec without the fields that are null. */
export type ExposureSpec = Omit<Present<WrittenSpec>, 'options'> & { readonly options: ExposureOptions };
export type IPMode = ExposureStatus['ipMode'];
export type Admitted = NonNullable<ExposureStatus['admitted']>;
export type AdmittedIPMode = Admitted['ipMode'];
/** Where proxies run. */
export type Placement = Omit<Admitted, 'ports' | 'ipMode'>;
export type ExposureNode = ExposureStatus['nodes'][number];
export type WaitsFor = NonNullable<ExposureStatus['waitsFor']>;
export type ExposureStatus = TypeOf<typeof schema.EXPOSURE_STATUS>;

/** A ServiceExposure as observed; the schema of the request has checked its parts. */
export interface ServiceExposure<Spec = ExposureSpec> {
  readonly metadata: Observed<V1ObjectMeta> & {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
  };
  readonly spec: Spec;
  readonly status?: ExposureStatus | null;
}

function withoutNulls<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Present<T>;
}

/** A spec as the API server sends it, without the fields that are null. */
export function readSpec(written: WrittenSpec): ExposureSpec {
  return { ...withoutNulls(written), options: withoutNulls(written.options) };
}

/**
 * Whether it is the exposure that its Service has made. A person may create one, copy one, or take one from its Service.
 */
export function isOfItsService({
  metadata,
  spec: { service },
}: {
  readonly metadata: ServiceExposure['metadata'];
  readonly spec: Pick<ExposureSpec, 'service'>;
}): boolean {
  return metadata.name === exposureName(service) && isControlledBy({ metadata }, service.uid);
}
