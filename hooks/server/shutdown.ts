import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long requests under way may take after the last one was accepted; Metacontroller's own time-out is 10 seconds. */
const DRAIN_MILLISECONDS = 10_000;
const CHECK_MILLISECONDS = 50;

/**
 * Ends a server: for a while it takes new requests (it is not ready, but not every caller knows yet), then it only finishes
 * those under way.
 * @returns whether all requests were finished
 */
export async function drain(server: Server, delaySeconds: number): Promise<boolean> {
  // A caller that uses a connection again while it is closed here gets an error. So each answer says that it is the last one.
  server.prependListener('request', (_request, response) => {
    response.setHeader('Connection', 'close');
  });
  await sleep(delaySeconds * 1000);
  const closed = once(server.close(), 'close').then(() => true);
  // A connection becomes idle when its answer is out, and would then be kept for the next request.
  setInterval(() => {
    server.closeIdleConnections();
  }, CHECK_MILLISECONDS).unref();
  return Promise.race([closed, sleep(DRAIN_MILLISECONDS, false)]);
}
