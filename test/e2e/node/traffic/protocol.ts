import type { Answer, Target } from './exchange.ts';
import type { Manner, Tally } from './steady.ts';

/** What the suite asks of the caller in the client's namespace; `id` comes back with the answer. */
export type Order =
  | { id: number; what: 'once'; target: Target; timeout: number }
  | { id: number; what: 'start'; target: Target; manner: Manner }
  /** Stops the caller that was started by the order `started`. */
  | { id: number; what: 'stop'; started: number };

/** The answer to an order. */
export interface Report {
  id: number;
  answer?: Answer;
  tally?: Tally;
  error?: string;
}
