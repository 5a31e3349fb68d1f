import { isDeepStrictEqual } from 'node:util';

/** The hook whose requests carry the pods of a whole rollout. */
const HELD_PATH = '/exposures/sync';

/** The longest time for which an answer is held, in milliseconds. */
const MAX_HOLD = 1000;

/** Bytes of a request for each millisecond of holding: with 100 proxies a second, with three less than 100 ms. */
const BYTES_PER_MILLISECOND = 250;

/** A request and its answer. */
export interface Sync {
  readonly path: string;
  /** Size of the request. */
  readonly bytes: number;
  readonly request: unknown;
  readonly answer: unknown;
}

/** Whether an answer changes nothing while something is still under way. */
function isHeld({ path, request, answer }: Sync): boolean {
  if (path !== HELD_PATH) return false;
  const { object } = request as { object: { status?: unknown } };
  const { status, resyncAfterSeconds } = answer as { status: unknown; resyncAfterSeconds?: number };
  return resyncAfterSeconds !== undefined && isDeepStrictEqual(object.status, status);
}

/**
 * Holds answers of exposures/sync that change nothing during a rollout. Until the engine has the answer it does not sync
 * the exposure again, so it handles the events of many pods at once. Most of the cost of a rollout is sending its pods.
 * @param limit how many answers may be held at once: each of them occupies a worker of the engine
 * @returns a function that sends an answer at once or later, and returns for how long it is held, in milliseconds
 */
export function holdAnswers(limit: number): (sync: Sync, send: () => void) => number {
  let held = 0;
  return (sync, send) => {
    if (held >= limit || !isHeld(sync)) {
      send();
      return 0;
    }
    const milliseconds = Math.min(MAX_HOLD, sync.bytes / BYTES_PER_MILLISECOND);
    held += 1;
    setTimeout(() => {
      held -= 1;
      send();
    }, milliseconds);
    return milliseconds;
  };
}
