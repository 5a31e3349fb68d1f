import type { RequestHandler, Response } from 'express';
import { RequestError } from './request-error.ts';

/** How loaded the process is. */
export interface Load {
  /** Hook requests under way, the one that is asked about included. */
  readonly inFlight: number;
  /** How late the event loop is on average, in milliseconds. */
  readonly lag: number;
}

/** From where on requests are refused; the fields are those of Load. */
export type Limits = Load;

export type Overload = 'in_flight' | 'bytes_in_flight' | 'event_loop_lag';

/** Seconds until the next try: Metacontroller queues the object again, without an event. */
const RETRY_AFTER = '1';

function overloadOf({ inFlight, lag }: Load, limits: Limits): Overload | undefined {
  if (inFlight > limits.inFlight) return 'in_flight';
  return lag > limits.lag ? 'event_loop_lag' : undefined;
}

/** The error of a request that is refused because there is too much of something; reports that. */
export function overloaded(
  why: Overload,
  response: Response,
  onRefused: (why: Overload) => void,
): RequestError {
  onRefused(why);
  response.setHeader('Retry-After', RETRY_AFTER);
  return new RequestError('Overloaded', `The hook has too much to do; try again in ${RETRY_AFTER} s.`);
}

/** Refuses requests with 429 while there is more to do than can be done in time, before their body is read. */
export function refuseWhenOverloaded(
  load: () => Load,
  limits: Limits,
  onRefused: (why: Overload) => void,
): RequestHandler {
  return (_request, response, next) => {
    const why = overloadOf(load(), limits);
    if (why !== undefined) throw overloaded(why, response, onRefused);
    next();
  };
}
