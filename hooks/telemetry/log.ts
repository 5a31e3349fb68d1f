import { pino } from 'pino';
import type { Logger } from 'pino';
import type { RequestError } from '../http/request-error.ts';
import type { Ledger } from './ledger.ts';
import type { RequestReport } from './request-report.ts';

/** The log: JSON lines on standard output. Never whole objects, never what a caller sent as a secret. */
export function createLog(level: string): Logger {
  return pino({ level });
}

function levelOf(error: RequestError | undefined, isNews: boolean): 'debug' | 'info' | 'warn' {
  if (error === undefined) return isNews ? 'info' : 'debug';
  return error.code === 'Overloaded' ? 'debug' : 'warn';
}

/** Writes a line on how a request went: what is new at level info, more of the same at debug, refusals at warn. */
export function logReport(log: Logger, ledger: Ledger): (report: RequestReport) => void {
  return ({ hook, requestId, code, seconds, bytes, outcome, error }) => {
    const isNews = error === undefined && outcome !== undefined && ledger.record(outcome);
    const level = levelOf(error, isNews);
    // Most requests change nothing and are not logged; making an object for each costs more than all metrics.
    if (!log.isLevelEnabled(level)) return;
    const request = { hook, requestId, code, milliseconds: Math.round(seconds * 1000), bytes };
    if (error === undefined) log[level]({ ...request, ...outcome }, isNews ? 'changed' : 'answered');
    else log[level]({ ...request, errorCode: error.code }, error.message);
  };
}
