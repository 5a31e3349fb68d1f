import type { PortRange } from './formats/port-ranges.ts';
import type { Resources } from './formats/resources.ts';
import type { Toleration } from './formats/tolerations.ts';
import { VARIABLES } from './variables.ts';
import type { Variable } from './variables.ts';

/** What the core needs to know of the installation. */
export interface ServicesConfig {
  readonly proxyImage: string;
  readonly loadBalancerClass: string;
  /** Whether Services without a loadBalancerClass are ours. */
  readonly defaultLoadBalancer: boolean;
  readonly reservedPorts: readonly PortRange[];
  readonly tolerations: readonly Toleration[];
  /** Empty: the cluster's default. */
  readonly priorityClass: string;
  readonly proxyResources: Resources;
  readonly addressGraceSeconds: number;
}

/** The whole configuration of the hook process. */
export type Config = ServicesConfig & {
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** Largest request body in bytes, after decompression. */
  readonly maxBody: number;
  readonly maxInFlight: number;
  readonly maxLagMilliseconds: number;
  readonly shutdownDelaySeconds: number;
  /** Files; empty: none. The certificate comes with its key or not at all. */
  readonly tlsCert: string;
  readonly tlsKey: string;
  readonly tokenFile: string;
  readonly logLevel: string;
};

/** Environment variables as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration; an empty variable counts as not set.
 * @throws Error naming every bad variable, what is wrong with it and its default.
 */
export function readConfig(env: Environment): Config {
  const faults: string[] = [];
  function read<T>(name: keyof typeof VARIABLES, { fallback, parse }: Variable<T>): T {
    const text = env[name] ?? '';
    const parsed = parse(text === '' ? fallback : text);
    if ('value' in parsed) return parsed.value;
    faults.push(`${name}="${text}" ${parsed.fault} (default: ${fallback})`);
    return undefined as T;
  }
  const config: Config = {
    host: read('HOST', VARIABLES.HOST),
    port: read('PORT', VARIABLES.PORT),
    proxyImage: read('PROXY_IMAGE', VARIABLES.PROXY_IMAGE),
    loadBalancerClass: read('LOAD_BALANCER_CLASS', VARIABLES.LOAD_BALANCER_CLASS),
    defaultLoadBalancer: read('DEFAULT_LOAD_BALANCER', VARIABLES.DEFAULT_LOAD_BALANCER),
    reservedPorts: read('RESERVED_PORTS', VARIABLES.RESERVED_PORTS),
    tolerations: read('TOLERATIONS', VARIABLES.TOLERATIONS),
    priorityClass: read('PRIORITY_CLASS', VARIABLES.PRIORITY_CLASS),
    proxyResources: read('PROXY_RESOURCES', VARIABLES.PROXY_RESOURCES),
    addressGraceSeconds: read('ADDRESS_GRACE_SECONDS', VARIABLES.ADDRESS_GRACE_SECONDS),
    metricsPort: read('METRICS_PORT', VARIABLES.METRICS_PORT),
    maxInFlight: read('MAX_IN_FLIGHT', VARIABLES.MAX_IN_FLIGHT),
    maxLagMilliseconds: read('MAX_LAG_MILLISECONDS', VARIABLES.MAX_LAG_MILLISECONDS),
    shutdownDelaySeconds: read('SHUTDOWN_DELAY_SECONDS', VARIABLES.SHUTDOWN_DELAY_SECONDS),
    tlsCert: read('TLS_CERT', VARIABLES.TLS_CERT),
    tlsKey: read('TLS_KEY', VARIABLES.TLS_KEY),
    tokenFile: read('TOKEN_FILE', VARIABLES.TOKEN_FILE),
    maxBody: read('MAX_BODY', VARIABLES.MAX_BODY),
    logLevel: read('LOG_LEVEL', VARIABLES.LOG_LEVEL),
  };
  if ((config.tlsCert === '') !== (config.tlsKey === '')) {
    faults.push('TLS_CERT and TLS_KEY belong together: set both, or none for plain HTTP');
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return config;
}
