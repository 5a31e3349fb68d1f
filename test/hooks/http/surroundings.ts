import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Surroundings } from '../../../hooks/app.ts';

/** Every client may call, nothing is slow, and an internal error fails the test. */
export const QUIET: Surroundings = {
  now: () => Date.parse('2026-11-23T12:00:00Z'),
  isReady: () => true,
  tokens: () => undefined,
  lag: () => 0,
  logError: (error) => {
    throw error;
  },
  report: () => undefined,
  refused: () => undefined,
};

/** A server, and connections to it that send what no HTTP client would send. */
export class RawClient {
  readonly server: Server;
  readonly #sockets: Socket[] = [];

  private constructor(server: Server) {
    this.server = server;
  }

  static async of(listener: RequestListener): Promise<RawClient> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RawClient(server);
  }

  /** Begins a request with these headers and leaves it there. */
  begin(...headers: readonly string[]): Socket {
    const socket = connect((this.server.address() as AddressInfo).port, '127.0.0.1');
    this.#sockets.push(socket);
    const head = ['POST /services/sync HTTP/1.1', 'Host: hook', 'Content-Type: application/json', ...headers];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    return socket;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }
}
