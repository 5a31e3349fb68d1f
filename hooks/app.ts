import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler, Response } from 'express';
import type { Config } from './config.ts';
import { requireToken } from './http/bearer-token.ts';
import { parseBody, readBody, requireJsonType } from './http/body.ts';
import { holdAnswers } from './http/hold.ts';
import { bytesInFlight, refuseWhenOverloaded } from './http/overload.ts';
import type { OnRefused } from './http/overload.ts';
import { RequestError } from './http/request-error.ts';
import { workQueue } from './http/work-queue.ts';
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
  /** False while shutting down. */
  readonly isReady: () => boolean;
  /** The tokens that may call the hooks; undefined: everybody may. */
  readonly tokens: () => readonly string[] | undefined;
  /** How late the event loop is on average, in milliseconds. */
  readonly lag: () => number;
  /** Takes an error that the hook itself caused, with its stack. */
  readonly logError: (error: unknown, requestId: string) => void;
  /** Takes how a hook request went. */
  readonly report: (report: RequestReport) => void;
  readonly refused: OnRefused;
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

/** Makes the last handler of a hook, which answers the body that was read. */
function answering(config: Config): (path: string, route: Route) => RequestHandler {
  const queue = workQueue();
  const hold = holdAnswers(config.heldAnswers);
  return (path, route) => (request, response, next) => {
    queue(() => {
      // The caller has given up, and will ask again.
      if (!request.socket.writable) return;
      try {
        const raw = request.body as Buffer;
        const body = parseBody(raw);
        const answer = route(body);
        const notes = notesOf(response);
        notes.outcome = outcomeOf(body, answer);
        notes.heldMilliseconds = hold({ path, bytes: raw.length, request: body, answer }, () => {
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
    if (error instanceof RequestError) {
      notes.error = error;
    } else {
      const { requestId = '' } = notes;
      logError(error, requestId);
      const message = `The hook has a fault; its log has more under request id ${requestId}.`;
      notes.error = new RequestError('Internal', message);
    }
    const { status, message, code } = notes.error;
    response.status(status).json({ error: message, code });
  };
}

function addInformation(app: Express, isReady: () => boolean): void {
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/readyz', (_request, response) => {
    if (isReady()) response.type('text').send('ok');
    else response.status(503).type('text').send('shutting down');
  });
  app.get('/version', (_request, response) => void response.json(VERSION));
  app.all(['/healthz', '/readyz', '/version'], allowOnly('GET'));
}

/** Makes the HTTP service: the hooks, health and version. */
export function createApp(config: Config, surroundings: Surroundings): App {
  const { now, isReady, tokens, lag, logError, report, refused } = surroundings;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const reports = new RequestReports(report);
  const load = () => ({ inFlight: reports.inFlight, lag: lag() });
  const limits = { inFlight: config.maxInFlight, lag: config.maxLagMilliseconds };
  const guards = [
    refuseWhenOverloaded(load, limits, refused),
    requireToken(tokens),
    requireJsonType,
    readBody(config.maxBody, bytesInFlight(LARGE_BODIES * config.maxBody, refused)),
  ];
  const answerWith = answering(config);
  const routes = hooksByPath(config, now);
  for (const [path, route] of Object.entries(routes)) {
    app
      .route(path)
      .post(reports.handler(path), ...guards, answerWith(path, route))
      .all(allowOnly('POST'));
  }
  addInformation(app, isReady);
  const paths = Object.keys(routes).sort().join(', ');
  app.use((request) => {
    throw new RequestError('NotFound', `There is nothing at ${request.path}; the hooks are ${paths}.`);
  });
  app.use(errorHandler(logError));
  return { express: app, inFlight: () => reports.inFlight };
}
