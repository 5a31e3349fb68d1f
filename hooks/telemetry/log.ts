import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Ledger } from './ledger.ts';
import type { RequestReport } from './request-report.ts';

/** The log: JSON lines on standard output. Never whole objects, never what a caller sent as a secret. */
export function createLog(level: string): Logger {
  return pino({ level });
}

/** Writes a line on how a request went: what is new at level info, more of the same at debug, refusals at warn. */
export function logReport(log: Logger, ledger: Ledger): (report: RequestReport) => void {
  return ({ hook, requestId, code, seconds, bytes, outcome, error }) => {
    const request = { hook, requestId, code, milliseconds: Math.round(seconds * 1000), bytes };
    if (error !== undefined) {
      const level = error.code === 'Overloaded' ? 'debug' : 'warn';
      log[level]({ ...request, errorCode: error.code }, error.message);
      return;
    }
    const isNews = outcome !== undefined && ledger.record(outcome);
    log[isNews ? 'info' : 'debug']({ ...request, ...outcome }, isNews ? 'changed' : 'answered');
  };
}
