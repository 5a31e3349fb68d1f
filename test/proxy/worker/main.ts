import { ask, askOften } from './ask.ts';
import { serve } from './serve.ts';
import { bytesPerSecond, connectionsPerSecond, serveThroughput } from './throughput.ts';
import { beginTransfer, endTransfer, lookAtTransfer } from './transfer.ts';

const actions = {
  ask,
  askOften,
  beginTransfer,
  bytesPerSecond,
  connectionsPerSecond,
  endTransfer,
  lookAtTransfer,
  serve,
  serveThroughput,
};

/** What a worker can be asked to do; each takes at most one argument. */
export type Actions = typeof actions;

/** `id` tells the answer to which request it is. */
export interface Request {
  readonly id: number;
  readonly action: keyof Actions;
  readonly argument: unknown;
}

/** The result of an action, or what it has thrown. */
export interface Response {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

async function perform({ id, action, argument }: Request): Promise<Response> {
  try {
    const run = actions[action] as (argument: unknown) => unknown;
    return { id, result: await run(argument) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

process.on('message', (request: Request) => {
  void perform(request).then((response) => process.send?.(response));
});
process.on('disconnect', () => process.exit());
