import type { V1Condition } from '@kubernetes/client-node';
import type { Problem } from './problems.ts';
import { timeText } from './wire.ts';
import type { Desired } from './wire.ts';

/** A condition in an object's status. */
export type Condition = Desired<V1Condition>;

const MAX_MESSAGE = 1000;

/** The condition of this type, if there is one. */
export function findCondition(
  conditions: readonly Condition[] | null | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * The conditions with this one in the place of the one of its type. Its transition time changes only with its status.
 * Conditions of others stay, in their order.
 */
export function withCondition(
  conditions: readonly Condition[] | null | undefined,
  desired: Omit<Condition, 'lastTransitionTime'>,
  now: number,
): Condition[] {
  const previous = findCondition(conditions, desired.type);
  const isSame = previous?.status === desired.status;
  const condition = { ...desired, lastTransitionTime: isSame ? previous.lastTransitionTime : timeText(now) };
  const all = conditions ?? [];
  return previous === undefined
    ? [...all, condition]
    : all.map((existing) => (existing.type === condition.type ? condition : existing));
}

/** Says of a Service whether it is exposed: the reason is the first problem's, the message has all of them. */
export function exposedVerdict(
  published: { readonly count: number; readonly what: string },
  problems: readonly Problem[],
): Pick<Condition, 'status' | 'reason' | 'message'> {
  const { count, what } = published;
  const exposed = count === 0 ? 'not exposed' : `exposed at ${count} ${what}`;
  return {
    status: count > 0 ? 'True' : 'False',
    reason: problems[0]?.reason ?? 'Exposed',
    message: [...problems.map(({ message }) => message), exposed].join('; ').slice(0, MAX_MESSAGE),
  };
}
