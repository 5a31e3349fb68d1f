import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { isIP } from 'node:net';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { measureLag } from './http/overload.ts';
import { changeKeyPair, createServer } from './server/create-server.ts';
import { createMetricsApp } from './server/metrics-app.ts';
import { readKeyPair, readTokens, watchFiles } from './server/settings-files.ts';
import { drain } from './server/shutdown.ts';
import { Ledger } from './telemetry/ledger.ts';
import { logReport } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { VERSION } from './version.ts';

function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`The hook cannot start:\n${(error as Error).message}\n`);
    return process.exit(1);
  }
}

const config = orExit(() => readConfig(process.env));
const { host, tlsCert, tlsKey, tokenFile } = config;
const log = pino({ level: config.logLevel });
const ledger = new Ledger(Date.now);
const metrics = createMetrics(ledger, VERSION.version, () => app.inFlight());
const logRequest = logReport(log);
let ready = false;

function readTls() {
  const pair = readKeyPair(tlsCert, tlsKey);
  metrics.certificate(pair.validTo);
  if (pair.validTo <= Date.now()) {
    const end = new Date(pair.validTo).toISOString();
    log.warn({ file: tlsCert }, `the certificate has ended at ${end}: callers will refuse it`);
  }
  return pair;
}

let tokens = tokenFile === '' ? undefined : orExit(() => readTokens(tokenFile));
const keyPair = tlsCert === '' ? undefined : orExit(readTls);

const app = createApp(config, {
  now: Date.now,
  isReady: () => ready,
  tokens: () => tokens,
  lag: measureLag(),
  logError: (error, requestId) => {
    log.error({ err: error, requestId }, 'request failed');
  },
  report: (report) => {
    metrics.report(report);
    logRequest(report);
  },
  refused: metrics.refused,
});

const server = createServer(app.express, keyPair, (message) => {
  log.warn(message);
});
const metricsServer = createHttpServer(createMetricsApp(metrics.registry));

/** Reads the files of a setting again whenever they change. If they cannot be used, nothing changes. */
function onChange(files: readonly string[], reload: () => void): void {
  watchFiles(files, () => {
    try {
      reload();
      log.info({ files }, 'read again');
    } catch (error) {
      log.error({ files }, `${(error as Error).message}; what was read before stays in use`);
    }
  });
}

if (tokens !== undefined) {
  onChange([tokenFile], () => {
    tokens = readTokens(tokenFile);
  });
}
if (keyPair !== undefined) {
  onChange([tlsCert, tlsKey], () => {
    changeKeyPair(server, readTls());
  });
}

function listen(what: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve) => {
    what.on('error', (error) => {
      log.fatal({ err: error }, `cannot listen on ${host}:${port}`);
      process.exit(1);
    });
    what.listen(port, host, () => {
      resolve(what.address() as AddressInfo);
    });
  });
}

const { port: metricsPort } = await listen(metricsServer, config.metricsPort);
const { address, port } = await listen(server, config.port);
ready = true;
log.info({ address, port, metricsPort, tls: keyPair !== undefined, version: VERSION.version }, 'listening');
const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
if (tokens === undefined && !isLoopback) {
  log.warn(
    'anyone who reaches this port may call the hooks; set TOKEN_FILE, TLS_CERT and TLS_KEY, or a NetworkPolicy',
  );
}

async function shutDown(signal: NodeJS.Signals): Promise<void> {
  if (!ready) return;
  ready = false;
  log.info({ signal }, 'shutting down');
  const finished = await drain(server, signal === 'SIGTERM' ? config.shutdownDelaySeconds : 0);
  process.exit(finished ? 0 : 1);
}

process.on('SIGTERM', (signal) => void shutDown(signal));
process.on('SIGINT', (signal) => void shutDown(signal));
