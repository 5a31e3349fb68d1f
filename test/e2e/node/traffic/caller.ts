import { ask } from '../../../framework/network/worker/ask.ts';
import type { Question } from '../../../framework/network/worker/ask.ts';
import { performActions } from '../../../framework/network/worker/perform.ts';
import { SteadyCaller } from './steady.ts';
import type { CallOptions, Tally } from './steady.ts';

// Runs in the client's network namespace.
const callers: SteadyCaller[] = [];

const actions = {
  ask,
  /** Returns what `stopCalling` takes. */
  callSteadily: ({ target, options }: { target: Question; options: CallOptions }): number =>
    callers.push(new SteadyCaller(target, options)) - 1,
  stopCalling: async (index: number): Promise<Tally | undefined> => callers[index]?.stop(),
};

/** What the client can do. */
export type Actions = typeof actions;

performActions(actions);
