import { randomUUID } from 'node:crypto';
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import type { Config } from './config.ts';
import { bodyError, jsonBody, parseBody } from './http/json-body.ts';
import { RequestError } from './http/request-error.ts';
import { hooksByPath } from './routes.ts';

/** What the app needs of the process around it. */
export interface Surroundings {
  /** The time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether new requests are welcome; false while shutting down. */
  readonly isReady: () => boolean;
  /** Takes a fault of ours with its stack. */
  readonly logError: (error: unknown, requestId: string) => void;
}

function allowOnly(method: string): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', method);
    throw new RequestError('MethodNotAllowed', `${request.path} takes ${method}, not ${request.method}.`);
  };
}

function toRequestError(error: unknown, maxBody: number, onBug: (requestId: string) => void): RequestError {
  if (error instanceof RequestError) return error;
  const known = bodyError(error as { type?: string; code?: string }, maxBody);
  if (known !== undefined) return known;
  const requestId = randomUUID();
  onBug(requestId);
  return new RequestError(
    'Internal',
    `The hook has a fault; its log has more under request id ${requestId}.`,
  );
}

function errorHandler(maxBody: number, logError: Surroundings['logError']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = toRequestError(error, maxBody, (requestId) => {
      logError(error, requestId);
    });
    response.status(known.status).json(known.body);
  };
}

/** The HTTP service as a value: it has no port until somebody listens. */
export function createApp(config: Config, { now, isReady, logError }: Surroundings): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const routes = hooksByPath(config, now);
  const paths = Object.keys(routes).sort().join(' and ');
  for (const [path, answer] of Object.entries(routes)) {
    app.post(path, jsonBody(config.maxBody), ((request, response) => {
      response.json(answer(parseBody(request.body)));
    }) as RequestHandler);
    app.all(path, allowOnly('POST'));
  }
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/readyz', (_request, response) => {
    const ready = isReady();
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ok' : 'shutting down');
  });
  app.all(['/healthz', '/readyz'], allowOnly('GET'));
  app.use((request) => {
    throw new RequestError('NotFound', `There is nothing at ${request.path}; the hooks are ${paths}.`);
  });
  app.use(errorHandler(config.maxBody, logError));
  return app;
}
