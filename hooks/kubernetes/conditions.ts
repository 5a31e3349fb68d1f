import type { V1Condition } from '@kubernetes/client-node';
import type { Wire } from './wire.ts';

/** A condition in an object's status. */
export type Condition = Wire<V1Condition>;

/** The conditions with this one in place of the one of its type; what others wrote stays, in its order. */
export function withCondition(
  conditions: readonly Condition[] | null | undefined,
  condition: Condition,
): readonly Condition[] {
  const all = conditions ?? [];
  return all.some(({ type }) => type === condition.type)
    ? all.map((existing) => (existing.type === condition.type ? condition : existing))
    : [...all, condition];
}

/**
 * A time as the API server stores it, RFC 3339 in seconds: a finer one would differ from what comes back, and be written for ever.
 * @param now milliseconds since the epoch
 */
export function timeText(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}
