import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { isIP } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';
import { readTokens } from './http/bearer-token.ts';
import { changeKeyPair, createServer } from './server/create-server.ts';
import { measureLag } from './server/event-loop-lag.ts';
import { createMetricsApp } from './server/metrics-app.ts';
import { drain } from './server/shutdown.ts';
import { expiryWarning, readKeyPair } from './server/tls.ts';
import { readSettingsFile, watchFiles } from './server/watched-file.ts';
import { Ledger } from './telemetry/ledger.ts';
import { createLog, logReport } from './telemetry/log.ts';
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

const config: Config = orExit(() => readConfig(process.env));
const { tlsCert, tlsKey, tokenFile } = config;
const log = createLog(config.logLevel);
const ledger = new Ledger(Date.now);
const metrics = createMetrics(ledger, VERSION.version, () => app.inFlight());
const logRequest = logReport(log, ledger);
let ready = false;

/** Reads a setting's files again whenever they change; what cannot be used changes nothing. */
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

function readTokenFile(): string[] | undefined {
  if (tokenFile === '') return undefined;
  const tokens = readTokens(readSettingsFile('TOKEN_FILE', tokenFile));
  if (tokens.length === 0) throw new Error(`TOKEN_FILE="${tokenFile}" has no token; write one a line`);
  return tokens;
}

function readTls() {
  if (tlsCert === '') return undefined;
  const pair = readKeyPair(tlsCert, tlsKey);
  metrics.certificate(pair.validTo);
  const warning = expiryWarning(pair, Date.now());
  if (warning !== undefined) log.warn({ file: tlsCert }, warning);
  return pair;
}

let tokens = orExit(readTokenFile);
const keyPair = orExit(readTls);

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

if (tokenFile !== '') {
  onChange([tokenFile], () => {
    tokens = readTokenFile();
  });
}
if (tlsCert !== '') {
  onChange([tlsCert, tlsKey], () => {
    const pair = readTls();
    if (pair !== undefined) changeKeyPair(server, pair);
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function listen(what: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve) => {
    what.on('error', (error) => {
      log.fatal({ err: error }, `cannot listen on ${config.host}:${port}`);
      process.exit(1);
    });
    what.listen(port, config.host, () => {
      resolve(what.address() as AddressInfo);
    });
  });
}

const { port: metricsPort } = await listen(metricsServer, config.metricsPort);
const { address, port } = await listen(server, config.port);
ready = true;
log.info({ address, port, metricsPort, tls: keyPair !== undefined, version: VERSION.version }, 'listening');
if (tokens === undefined && !isLoopback(config.host)) {
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
