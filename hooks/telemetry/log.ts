import type { Logger } from 'pino';
import type { Outcome } from './outcome.ts';
import type { RequestReport } from './request-report.ts';

/** A status may have a thousand addresses. */
const SHOWN_ADDRESSES = 10;

function shown(addresses: readonly string[]): readonly string[] {
  const more = addresses.length - SHOWN_ADDRESSES;
  return more > 0 ? [...addresses.slice(0, SHOWN_ADDRESSES), `and ${more} more`] : addresses;
}

function fieldsOf({ kind, name, reason, addresses, totalNodes, readyNodes, change }: Outcome): object {
  if (kind !== 'Service') return { kind, name, reason, totalNodes, readyNodes };
  const { added = [], removed = [] } = change ?? {};
  return {
    ...{ kind, name, reason, addresses: addresses.length },
    ...(added.length > 0 && { added: shown(added) }),
    ...(removed.length > 0 && { removed: shown(removed) }),
  };
}

/**
 * Writes a line on how a request went: an answer that changes the object at level info, one that does not at debug, refusals
 * at warn. Never whole objects, never what a caller sent as a secret.
 */
export function logReport(log: Logger): (report: RequestReport) => void {
  return ({ hook, requestId, code, seconds, bytes, outcome, error }) => {
    const isChanged = outcome?.change !== undefined;
    const levelOfAnswer = isChanged ? 'info' : 'debug';
    const levelOfError = error?.code === 'Overloaded' ? 'debug' : 'warn';
    const level = error === undefined ? levelOfAnswer : levelOfError;
    // Most requests change nothing and are not logged; making an object for each costs more than all metrics.
    if (!log.isLevelEnabled(level)) return;
    const request = { hook, requestId, code, milliseconds: Math.round(seconds * 1000), bytes };
    if (error !== undefined) log[level]({ ...request, errorCode: error.code }, error.message);
    else log[level]({ ...request, ...(outcome && fieldsOf(outcome)) }, isChanged ? 'changed' : 'answered');
  };
}
