import type { V1DaemonSet, V1Deployment, V1ServiceStatus } from '@kubernetes/client-node';
import type { Wire } from '../kubernetes/wire.ts';
import { REASON_ANNOTATION } from '../kubernetes/keys.ts';
import type { Service } from './observed.ts';

/** The answer of a decorator's sync hook, version v2. Metacontroller refuses a field it does not know. */
export interface Answer {
  /** Everything that is to exist; what was observed and is not here gets deleted. */
  readonly attachments: readonly Wire<V1DaemonSet | V1Deployment>[];
  /** The whole status; absent: leave it alone. */
  readonly status?: Wire<V1ServiceStatus>;
  /** Annotations to set on the Service; null removes one. */
  readonly annotations?: Readonly<Record<string, string | null>>;
  readonly resyncAfterSeconds?: number;
}

/** Says on the Service what is wrong, for `kubectl describe service` prints no conditions; no text removes it. */
export function reasonAnnotation(
  { metadata }: Service,
  text: string | undefined,
): Pick<Answer, 'annotations'> {
  if (text !== undefined) return { annotations: { [REASON_ANNOTATION]: text } };
  const present = Object.hasOwn(metadata.annotations ?? {}, REASON_ANNOTATION);
  return present ? { annotations: { [REASON_ANNOTATION]: null } } : {};
}

/** Asks for another look at the earliest of the times that are still to come. */
export function resyncAt(times: readonly number[], now: number): Pick<Answer, 'resyncAfterSeconds'> {
  const coming = times.filter((time) => time > now);
  return coming.length > 0 ? { resyncAfterSeconds: Math.ceil(Math.min(...coming) - now) / 1000 } : {};
}
