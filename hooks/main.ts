import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';

/** How long requests under way may take after SIGTERM; Metacontroller's own time-out is 10 seconds. */
const DRAIN_MILLISECONDS = 10_000;

/** How long a request may take to arrive. */
const REQUEST_TIMEOUT = 30_000;

/**
 * Longer than the 90 seconds for which Metacontroller keeps an idle connection: were it ours to close first, a request
 * could meet the closing, and show up as an error event on a Service.
 */
const KEEP_ALIVE = 100_000;

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    process.stderr.write(`The hook cannot start:\n${(error as Error).message}\n`);
    return process.exit(1);
  }
}

const config = readConfigOrExit();
const log = pino({ level: config.logLevel });
let ready = false;

const app = createApp(config, {
  now: Date.now,
  isReady: () => ready,
  logError: (error, requestId) => {
    log.error({ err: error, requestId }, 'request failed');
  },
});
const server = createServer({ requestTimeout: REQUEST_TIMEOUT, keepAliveTimeout: KEEP_ALIVE }, app);

server.on('error', (error) => {
  log.fatal({ err: error }, `cannot listen on ${config.host}:${config.port}`);
  process.exit(1);
});

server.listen(config.port, config.host, () => {
  ready = true;
  const { address, port } = server.address() as AddressInfo;
  log.info({ address, port }, 'listening');
});

function shutDown(signal: NodeJS.Signals): void {
  if (!ready) return;
  ready = false;
  log.info({ signal }, 'shutting down');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(1), DRAIN_MILLISECONDS).unref();
}

process.on('SIGTERM', shutDown);
process.on('SIGINT', shutDown);
