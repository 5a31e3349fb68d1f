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
export type ExposureOptions = {
  readonly [Option in keyof typeof schema.OPTIONS]?: TypeOf<(typeof schema.OPTIONS)[Option]>;
};
/** A spec without the fields that are null. */
export type ExposureSpec = {
  readonly [Field in keyof Omit<WrittenSpec, 'options'>]: Exclude<WrittenSpec[Field], null>;
} & { readonly options: ExposureOptions };
export type ServiceIdentity = WrittenSpec['service'];
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

/** A spec as the API server sends it, without the fields that are null. */
export function readSpec(written: WrittenSpec): ExposureSpec {
  const { options, fallbackPool, internalTrafficPolicy, ...rest } = written;
  const present = Object.entries(options).filter(([, value]) => value !== null);
  return {
    ...rest,
    ...(internalTrafficPolicy == null ? {} : { internalTrafficPolicy }),
    options: Object.fromEntries(present),
    ...(fallbackPool == null ? {} : { fallbackPool }),
  };
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
