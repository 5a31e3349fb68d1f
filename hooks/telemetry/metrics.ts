import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { OnRefused } from '../http/overload.ts';
import { PROBLEMS } from '../kubernetes/problems.ts';
import type { Ledger } from './ledger.ts';
import type { RequestReport } from './request-report.ts';

/** Seconds. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Bytes: 1 KiB to 64 MiB. */
const SIZES = Array.from({ length: 9 }, (_, exponent) => 1024 * 4 ** exponent);

/** The metrics of the process, and how to count. */
export interface Metrics {
  readonly registry: Registry;
  readonly report: (request: RequestReport) => void;
  readonly refused: OnRefused;
  /** Takes when the certificate expires, in milliseconds since the epoch. */
  readonly certificate: (validTo: number) => void;
}

function addRequests(registers: [Registry]): Metrics['report'] {
  const requests = new Counter({
    name: 'akrobateo_hook_requests_total',
    help: 'Hook requests by path and HTTP status; aborted: the caller did not wait for the answer.',
    labelNames: ['hook', 'code'],
    registers,
  });
  const duration = new Histogram({
    name: 'akrobateo_hook_request_duration_seconds',
    help: 'Time from the head of a hook request to the end of its answer.',
    labelNames: ['hook'],
    buckets: DURATIONS,
    registers,
  });
  const size = new Histogram({
    name: 'akrobateo_hook_request_body_bytes',
    help: 'Size of the bodies of hook requests, after decompression.',
    labelNames: ['hook'],
    buckets: SIZES,
    registers,
  });
  return ({ hook, code, seconds, bytes }) => {
    requests.inc({ hook, code: String(code) });
    duration.observe({ hook }, seconds);
    if (bytes > 0) size.observe({ hook }, bytes);
  };
}

function addObjects(registers: [Registry], ledger: Ledger): void {
  new Gauge({
    name: 'akrobateo_services',
    help: "Services by the reason of their Exposed condition, as of each one's last sync at this replica.",
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const reason of ['Exposed', 'Waiting', ...Object.keys(PROBLEMS)]) this.set({ reason }, 0);
      for (const { reason } of ledger.outcomes('Service')) this.inc({ reason });
    },
  });
  new Gauge({
    name: 'akrobateo_published_addresses',
    help: "Addresses in the status of all Services, as of each one's last sync at this replica.",
    registers,
    collect() {
      this.set(ledger.outcomes('Service').reduce((sum, { addresses }) => sum + addresses.length, 0));
    },
  });
  new Gauge({
    name: 'akrobateo_pool_nodes',
    help: "Nodes of each LoadBalancerPool, as of the pool's last sync at this replica.",
    labelNames: ['pool', 'ready'],
    registers,
    collect() {
      this.reset();
      for (const { name: pool, totalNodes, readyNodes } of ledger.outcomes('LoadBalancerPool')) {
        this.set({ pool, ready: 'true' }, readyNodes);
        this.set({ pool, ready: 'false' }, totalNodes - readyNodes);
      }
    },
  });
}

function addProcess(registers: [Registry], version: string, inFlight: () => number): void {
  new Gauge({
    name: 'akrobateo_build_info',
    help: '1, with the version.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  new Gauge({
    name: 'akrobateo_hook_requests_in_flight',
    help: 'Hook requests under way.',
    registers,
    collect() {
      this.set(inFlight());
    },
  });
}

/** Makes all metrics. The names follow Prometheus' conventions; deploy/monitoring has a dashboard and alerts for them. */
export function createMetrics(ledger: Ledger, version: string, inFlight: () => number): Metrics {
  const registry = new Registry();
  const registers: [Registry] = [registry];
  collectDefaultMetrics({ register: registry });
  addObjects(registers, ledger);
  addProcess(registers, version, inFlight);
  const rejections = new Counter({
    name: 'akrobateo_hook_overload_rejections_total',
    help: 'Hook requests answered with 429, by what there was too much of.',
    labelNames: ['reason'],
    registers,
  });
  const expiry = new Gauge({
    name: 'akrobateo_tls_certificate_expiry_timestamp_seconds',
    help: 'When the certificate in use ends, in seconds since the epoch; 0: the hook speaks plain HTTP.',
    registers,
  });
  const count = addRequests(registers);
  return {
    registry,
    report: (request) => {
      count(request);
      if (request.error === undefined && request.outcome !== undefined) ledger.record(request.outcome);
    },
    refused: (reason) => {
      rejections.inc({ reason });
    },
    certificate: (validTo) => {
      expiry.set(validTo / 1000);
    },
  };
}
