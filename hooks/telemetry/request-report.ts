import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { RequestError } from '../http/request-error.ts';
import type { Outcome } from './outcome.ts';

/** What the handlers of a request add to its report. */
interface Notes {
  requestId?: string;
  outcome?: Outcome | undefined;
  error?: RequestError;
  heldMilliseconds?: number;
}

/** How a hook request went. */
export interface RequestReport {
  /** The path, `/services/sync`. */
  readonly hook: string;
  readonly requestId: string;
  /** HTTP status; aborted: the caller did not wait for the end of the answer. */
  readonly code: number | 'aborted';
  /** From its head to the end of its answer, without the time for which the answer was held. */
  readonly seconds: number;
  /** Size of the body, after decompression; 0 if none was read. */
  readonly bytes: number;
  readonly outcome: Outcome | undefined;
  readonly error: RequestError | undefined;
}

/** The notes of a request. */
export function notesOf(response: Response): Notes {
  return response.locals;
}

/** Counts requests under way, and reports each when it is over. */
export class RequestReports {
  inFlight = 0;
  readonly #report: (report: RequestReport) => void;

  constructor(report: (report: RequestReport) => void) {
    this.#report = report;
  }

  /** The first handler of a hook's route. */
  handler(hook: string): RequestHandler {
    return (request, response, next) => {
      const requestId = randomUUID();
      const start = performance.now();
      this.inFlight += 1;
      notesOf(response).requestId = requestId;
      response.setHeader('X-Request-Id', requestId);
      response.once('close', () => {
        this.inFlight -= 1;
        const body: unknown = request.body;
        const { outcome, error, heldMilliseconds = 0 } = notesOf(response);
        const isAnswered = response.writableFinished && error?.code !== 'IncompleteBody';
        this.#report({
          hook,
          requestId,
          code: isAnswered ? response.statusCode : 'aborted',
          seconds: Math.max(0, performance.now() - start - heldMilliseconds) / 1000,
          bytes: Buffer.isBuffer(body) ? body.length : 0,
          outcome,
          error,
        });
      });
      next();
    };
  }
}
