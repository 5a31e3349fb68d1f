import { performActions } from '../../../framework/network/worker/perform.ts';
import { exchange } from './exchange.ts';
import type { Answer, Target } from './exchange.ts';
import { SteadyCaller } from './steady.ts';
import type { Manner, Tally } from './steady.ts';

// Runs in the client's network namespace.
const callers: SteadyCaller[] = [];

const actions = {
  call: ({ target, timeout }: { target: Target; timeout: number }): Promise<Answer> =>
    exchange(target, timeout),
  /** Returns what `stopCalling` takes. */
  callSteadily: ({ target, manner }: { target: Target; manner: Manner }): number =>
    callers.push(new SteadyCaller(target, manner)) - 1,
  stopCalling: async (index: number): Promise<Tally | undefined> => callers[index]?.stop(),
};

/** What the client can be asked to do. */
export type Actions = typeof actions;

performActions(actions);
