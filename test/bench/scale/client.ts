import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/** An answer as it came, and how long that took. */
export interface Exchange {
  readonly status: number | undefined;
  readonly body: Buffer;
  readonly milliseconds: number;
}

/** Sends a body to a path. */
export type Client = (path: string, body: Buffer) => Promise<Exchange>;

/** One connection that is kept open, as Metacontroller keeps its own. */
export function connect(port: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (path, body) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const start = performance.now();
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await buffer(response);
    return { status: response.statusCode, body: answer, milliseconds: performance.now() - start };
  };
}
