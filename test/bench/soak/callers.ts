import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const HEAD =
  'POST /services/sync HTTP/1.1\r\nHost: hook\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n';
const EVERY_MILLISECONDS = 20;

/** Less than the time after which the hook closes an idle connection. */
const KEPT_MILLISECONDS = 60_000;
const ASK = 'GET /healthz HTTP/1.1\r\nHost: hook\r\n\r\n';

/** Opens connections and keeps them, each with a request now and then, as a pool of a client does. */
export async function idleCallers(
  port: number,
  count: number,
): Promise<{ open: () => number; stop: () => void }> {
  const sockets = Array.from({ length: count }, () => connect(port, '127.0.0.1'));
  await Promise.all(
    sockets.map(async (socket) => {
      socket.write(ASK);
      await once(socket, 'data');
      socket.resume();
    }),
  );
  const timer = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write(ASK);
  }, KEPT_MILLISECONDS);
  return {
    open: () => sockets.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded).length,
    stop: () => {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Starts a request every few milliseconds and interrupts the one before it. */
export function interruptedCallers(port: number): { stop: () => number } {
  let last: Socket | undefined;
  let cut = 0;
  const timer = setInterval(() => {
    last?.destroy();
    cut += 1;
    last = connect(port, '127.0.0.1', () => last?.write(`${HEAD}{"object":`));
    // What is cut may be reset.
    last.on('error', () => undefined);
  }, EVERY_MILLISECONDS);
  return {
    stop: () => {
      clearInterval(timer);
      last?.destroy();
      return cut;
    },
  };
}
