const MAX_NAME = 63;

/**
 * Name of the ServiceExposure and the workload of a Service: `akrobateo-<service>-<first 8 characters of its uid>`. A
 * long name is cut. The uid keeps the name unique, also when a Service is deleted and created again.
 */
export function exposureName({ name, uid }: { readonly name: string; readonly uid: string }): string {
  const suffix = `-${uid.slice(0, 8)}`;
  const stem = `akrobateo-${name}`.slice(0, MAX_NAME - suffix.length);
  return `${stem.replace(/-+$/, '')}${suffix}`;
}
