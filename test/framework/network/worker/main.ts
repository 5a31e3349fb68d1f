import { ask, askOften } from './ask.ts';
import { performActions } from './perform.ts';
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

/** What a worker of these tests can be asked to do. */
export type TrafficActions = typeof actions;

performActions(actions);
