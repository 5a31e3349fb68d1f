import type { V1DaemonSet, V1Deployment, V1ServiceStatus } from '@kubernetes/client-node';
import { REASON_ANNOTATION } from '../kubernetes/keys.ts';
import type { Desired } from '../kubernetes/wire.ts';
import type { DesiredExposure } from './exposure.ts';
import type { Service } from './observed.ts';

export type Workload = Desired<V1DaemonSet | V1Deployment>;

/** The answer of a DecoratorController's sync hook, version v2. Metacontroller refuses a field that it does not know. */
export interface Answer {
  /** Everything that is to exist. The engine deletes what was observed and is not here. */
  readonly attachments: readonly (DesiredExposure | Workload)[];
  /** The whole status; absent: it does not change. */
  readonly status?: Desired<V1ServiceStatus>;
  /** Annotations to set on the Service; null removes one. */
  readonly annotations?: Readonly<Record<string, string | null>>;
}

/** Says on the Service what is wrong, because `kubectl describe service` prints no conditions; no text removes it. */
export function reasonAnnotation(
  { metadata }: Service,
  text: string | undefined,
): Pick<Answer, 'annotations'> {
  if (text !== undefined) return { annotations: { [REASON_ANNOTATION]: text } };
  const isPresent = Object.hasOwn(metadata.annotations ?? {}, REASON_ANNOTATION);
  return isPresent ? { annotations: { [REASON_ANNOTATION]: null } } : {};
}
