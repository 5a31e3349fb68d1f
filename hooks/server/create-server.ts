import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server as SecureServer } from 'node:https';
import type { Express } from 'express';
import { messageClasses } from './message-classes.ts';
import type { KeyPair } from './tls.ts';

/**
 * Limits on callers. A request has to arrive within Metacontroller's own time-out. Idle connections are kept longer than
 * the 90 seconds for which Metacontroller does: were it ours to close first, a request could meet the closing, and show
 * up as an error event on a Service.
 */
const LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 5000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 100_000,
  maxHeaderSize: 16 * 1024,
};
const MAX_HEADERS = 100;
const MAX_CONNECTIONS = 1000;

const NOT_PLAIN =
  'somebody speaks TLS to this port, which is plain HTTP; set TLS_CERT and TLS_KEY, or call http://';
const NOT_SECURE = 'somebody speaks plain HTTP to this port, which is HTTPS; call https://';
/** First byte of a TLS handshake. */
const HANDSHAKE = 0x16;

interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

function answerOf({ code }: ClientError): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
}

function secure(pair: KeyPair, app: Express, warn: (message: string) => void): SecureServer {
  const { cert, key } = pair;
  const options = { ...LIMITS, ...messageClasses(app), cert, key, minVersion: 'TLSv1.2' } as const;
  const server = createHttpsServer(options, app);
  server.on('tlsClientError', ({ code }: ClientError) => {
    if (code === 'ERR_SSL_HTTP_REQUEST') warn(NOT_SECURE);
  });
  return server;
}

/**
 * Makes the server of the hooks, with its limits; HTTPS if there is a key pair.
 * @param warn takes a sentence on what callers do wrong
 */
export function createServer(
  app: Express,
  pair: KeyPair | undefined,
  warn: (message: string) => void,
): Server {
  const server =
    pair === undefined
      ? createHttpServer({ ...LIMITS, ...messageClasses(app) }, app)
      : secure(pair, app, warn);
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (error: ClientError, socket) => {
    if (pair === undefined && error.rawPacket?.[0] === HANDSHAKE) warn(NOT_PLAIN);
    if (socket.writable) socket.end(`HTTP/1.1 ${answerOf(error)}\r\nConnection: close\r\n\r\n`);
  });
  return server;
}

/** Uses another key pair for new connections; nothing happens to a plain server. */
export function changeKeyPair(server: Server, { cert, key }: KeyPair): void {
  if ('setSecureContext' in server)
    (server as SecureServer).setSecureContext({ cert, key, minVersion: 'TLSv1.2' });
}
