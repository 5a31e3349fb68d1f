import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RequestHandler, Response } from 'express';
import { RequestError } from './request-error.ts';

/** What there is too much of. */
export type Overload = 'in_flight' | 'bytes_in_flight' | 'event_loop_lag';

/** Takes why a request is refused with 429. */
export type OnRefused = (why: Overload) => void;

/** How loaded the process is, or may be. */
interface Load {
  /** Hook requests under way, the current one included. */
  readonly inFlight: number;
  /** How late the event loop is on average, in milliseconds. */
  readonly lag: number;
}

/** Seconds until the next try: Metacontroller queues the object again, without an event. */
const RETRY_AFTER = '1';

function refuse(why: Overload, response: Response, onRefused: OnRefused): never {
  onRefused(why);
  response.setHeader('Retry-After', RETRY_AFTER);
  throw new RequestError('Overloaded', `The hook has too much to do; try again in ${RETRY_AFTER} s.`);
}

/** Refuses requests while there is more to do than can be done in time, before their body is read. */
export function refuseWhenOverloaded(load: () => Load, limits: Load, onRefused: OnRefused): RequestHandler {
  return (_request, response, next) => {
    const { inFlight, lag } = load();
    if (inFlight > limits.inFlight) refuse('in_flight', response, onRefused);
    if (lag > limits.lag) refuse('event_loop_lag', response, onRefused);
    next();
  };
}

/** Takes how many bytes of one body there are; throws if all bodies are too large together. */
export type CountBytes = (bytes: number) => void;

/**
 * Counts what the bodies of all requests under way take in memory, or will take according to their Content-Length.
 * @param limit at least the size of one body: a single request is never too large
 * @returns a function that begins to count for a request, until its answer is out
 */
export function bytesInFlight(limit: number, onRefused: OnRefused): (response: Response) => CountBytes {
  let total = 0;
  return (response) => {
    let counted = 0;
    response.once('close', () => {
      total -= counted;
    });
    return (bytes) => {
      // Content-Length counts until more has come, as with a compressed body.
      if (bytes <= counted) return;
      total += bytes - counted;
      counted = bytes;
      if (total > limit) refuse('bytes_in_flight', response, onRefused);
    };
  };
}

/** How finely the lag is measured, and over which time it is averaged, in milliseconds. */
const RESOLUTION = 20;
const INTERVAL = 1000;

/** Measures how late the event loop is, on average over the last second, in milliseconds. */
export function measureLag(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  let lag = 0;
  setInterval(() => {
    const mean = histogram.mean / 1e6;
    lag = Number.isNaN(mean) ? 0 : Math.max(0, mean - RESOLUTION);
    histogram.reset();
  }, INTERVAL).unref();
  return () => lag;
}
