import type { Logger } from 'pino';
import type { Ledger } from './ledger.ts';
import type { RequestReport } from './request-report.ts';

/**
 * Writes a line on how a request went: a changed outcome at level info, an unchanged one at debug, refusals at warn. Never
 * whole objects, never what a caller sent as a secret.
 */
export function logReport(log: Logger, ledger: Ledger): (report: RequestReport) => void {
  return ({ hook, requestId, code, seconds, bytes, outcome, error }) => {
    const changed = error === undefined && outcome !== undefined && ledger.record(outcome);
    const levelOfAnswer = changed ? 'info' : 'debug';
    const levelOfError = error?.code === 'Overloaded' ? 'debug' : 'warn';
    const level = error === undefined ? levelOfAnswer : levelOfError;
    // Most requests change nothing and are not logged; making an object for each costs more than all metrics.
    if (!log.isLevelEnabled(level)) return;
    const request = { hook, requestId, code, milliseconds: Math.round(seconds * 1000), bytes };
    if (error === undefined) log[level]({ ...request, ...outcome }, changed ? 'changed' : 'answered');
    else log[level]({ ...request, errorCode: error.code }, error.message);
  };
}
