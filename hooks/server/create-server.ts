import { IncomingMessage, ServerResponse, createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server as SecureServer } from 'node:https';
import type { Express, Request, Response } from 'express';
import type { KeyPair } from './settings-files.ts';

/**
 * Limits on callers. A request has to arrive within Metacontroller's own time-out. Idle connections are kept longer than
 * the 90 seconds for which Metacontroller keeps them: if ours closed first, a request could arrive meanwhile, fail, and
 * become an error event of a Service.
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

function statusLine({ code }: ClientError): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
}

function secureContext({ cert, key }: KeyPair) {
  return { cert, key, minVersion: 'TLSv1.2' } as const;
}

/**
 * Makes classes of messages with the prototypes that express gives to every request and response. If express has to
 * change the prototype of each, all later code runs slowly on them: a small hook request then takes twice the time.
 */
export function messageClasses(app: Express) {
  class AppRequest extends IncomingMessage {}
  class AppResponse<Sent extends IncomingMessage> extends ServerResponse<Sent> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  app.request = AppRequest.prototype as Request;
  app.response = AppResponse.prototype as unknown as Response;
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
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
  const options = { ...LIMITS, ...messageClasses(app) };
  const server: Server =
    pair === undefined
      ? createHttpServer(options, app)
      : createHttpsServer({ ...options, ...secureContext(pair) }, app);
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (error: ClientError, socket) => {
    if (pair === undefined && error.rawPacket?.[0] === HANDSHAKE) warn(NOT_PLAIN);
    if (socket.writable) socket.end(`HTTP/1.1 ${statusLine(error)}\r\nConnection: close\r\n\r\n`);
  });
  server.on('tlsClientError', ({ code }: ClientError) => {
    if (code === 'ERR_SSL_HTTP_REQUEST') warn(NOT_SECURE);
  });
  return server;
}

/** Uses another key pair for new connections; nothing happens to a plain server. */
export function changeKeyPair(server: Server, pair: KeyPair): void {
  if ('setSecureContext' in server) (server as SecureServer).setSecureContext(secureContext(pair));
}
