import { performActions } from '../../../framework/network/worker/perform.ts';
import { exchange } from './exchange.ts';
import type { Answer, Target } from './exchange.ts';
import { SteadyCaller } from './steady.ts';
import type { CallOptions, Tally } from './steady.ts';

// Runs in the client's network namespace.
const callers: SteadyCaller[] = [];

const actions = {
  call: ({ target, timeout }: { target: Target; timeout: number }): Promise<Answer> =>
    exchange(target, timeout),
  /** Returns what `stopCalling` takes. */
  callSteadily: ({ target, options }: { target: Target; options: CallOptions }): number =>
    callers.push(new SteadyCaller(target, options)) - 1,
  stopCalling: async (index: number): Promise<Tally | undefined> => callers[index]?.stop(),
};

/** What the client can do. */
export type Actions = typeof actions;

performActions(actions);
