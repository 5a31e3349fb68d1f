import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler, Response } from 'express';
import type { Config } from './config.ts';
import { requireToken } from './http/bearer-token.ts';
import { HeldBytes } from './http/held-bytes.ts';
import { Holding } from './http/hold.ts';
import { parseBody, requireJsonType } from './http/json-body.ts';
import { refuseWhenOverloaded } from './http/overload.ts';
import type { Overload } from './http/overload.ts';
import { readBody } from './http/read-body.ts';
import { RequestError } from './http/request-error.ts';
import { Turns } from './http/turns.ts';
import { hooksByPath } from './routes.ts';
import type { Route } from './routes.ts';
import { outcomeOf } from './telemetry/outcome.ts';
import { RequestReports, notesOf } from './telemetry/request-report.ts';
import type { RequestReport } from './telemetry/request-report.ts';
import { VERSION } from './version.ts';

/** How many bodies of the largest size may be in memory; they are parsed one at a time. */
const LARGE_BODIES = 2;

/** What the app needs of the process around it. */
export interface Surroundings {
  /** The time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether new requests are welcome; false while shutting down. */
  readonly isReady: () => boolean;
  /** The tokens that may call the hooks; undefined: everybody may. */
  readonly tokens: () => readonly string[] | undefined;
  /** How late the event loop is on average, in milliseconds. */
  readonly lag: () => number;
  /** Takes a fault of ours with its stack. */
  readonly logError: (error: unknown, requestId: string) => void;
  /** Takes how a hook request went. */
  readonly report: (report: RequestReport) => void;
  /** Takes why a request was refused with 429. */
  readonly refused: (why: Overload) => void;
}

/** The HTTP service as a value: it has no port until somebody listens. */
export interface App {
  readonly express: Express;
  /** Hook requests under way. */
  readonly inFlight: () => number;
}

function allowOnly(method: string): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', method);
    throw new RequestError('MethodNotAllowed', `${request.path} takes ${method}, not ${request.method}.`);
  };
}

// What response.json does beyond this (caching, ranges) takes as long as the core with a few pods.
function sendJson(response: Response, answer: unknown): void {
  const text = JSON.stringify(answer);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

/** What decides when an answer is made and sent. */
interface Timing {
  readonly turns: Turns;
  readonly holding: Holding;
}

function answerWith(path: string, route: Route, { turns, holding }: Timing): RequestHandler {
  return (request, response, next) => {
    turns.take(() => {
      // The caller has given up, and will ask again.
      if (!request.socket.writable) return;
      try {
        const body = parseBody(request.body);
        const answer = route(body);
        const notes = notesOf(response);
        notes.outcome = outcomeOf(path, body, answer);
        const bytes = Buffer.byteLength(request.body as Buffer);
        notes.heldMilliseconds = holding.send({ path, bytes, request: body, answer }, () => {
          sendJson(response, answer);
        });
      } catch (error) {
        next(error);
      }
    });
  };
}

function errorHandler(logError: Surroundings['logError']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const notes = notesOf(response);
    const { requestId = '' } = notes;
    const known = error instanceof RequestError ? error : undefined;
    if (known === undefined) logError(error, requestId);
    notes.error =
      known ??
      new RequestError('Internal', `The hook has a fault; its log has more under request id ${requestId}.`);
    response.status(notes.error.status).json(notes.error.body);
  };
}

function addHooks(
  app: Express,
  routes: Readonly<Record<string, Route>>,
  config: Config,
  surroundings: Surroundings,
): RequestReports {
  const timing = { turns: new Turns(), holding: new Holding(config.heldAnswers) };
  const reports = new RequestReports(surroundings.report);
  const load = () => ({ inFlight: reports.inFlight, lag: surroundings.lag() });
  const limits = { inFlight: config.maxInFlight, lag: config.maxLagMilliseconds };
  const heldBytes = new HeldBytes(LARGE_BODIES * config.maxBody, surroundings.refused);
  const guards = [
    refuseWhenOverloaded(load, limits, surroundings.refused),
    requireToken(surroundings.tokens),
    requireJsonType,
    readBody(config.maxBody, heldBytes),
  ];
  for (const [path, route] of Object.entries(routes)) {
    app
      .route(path)
      .post(reports.handler(path), ...guards, answerWith(path, route, timing))
      .all(allowOnly('POST'));
  }
  return reports;
}

function addInformation(app: Express, isReady: () => boolean): void {
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/readyz', (_request, response) => {
    const ready = isReady();
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ok' : 'shutting down');
  });
  app.get('/version', (_request, response) => void response.json(VERSION));
  app.all(['/healthz', '/readyz', '/version'], allowOnly('GET'));
}

/** Makes the HTTP service: the hooks, health and version. */
export function createApp(config: Config, surroundings: Surroundings): App {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const routes = hooksByPath(config, surroundings.now);
  const reports = addHooks(app, routes, config, surroundings);
  addInformation(app, surroundings.isReady);
  const paths = Object.keys(routes).sort().join(', ');
  app.use((request) => {
    throw new RequestError('NotFound', `There is nothing at ${request.path}; the hooks are ${paths}.`);
  });
  app.use(errorHandler(surroundings.logError));
  return { express: app, inFlight: () => reports.inFlight };
}
