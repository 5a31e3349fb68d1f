import { parseBoolean, parseChoice, parseInteger } from './formats/choice.ts';
import type { Parsed } from './formats/parsed.ts';
import { parsePortRanges } from './formats/port-ranges.ts';
import type { PortRange } from './formats/port-ranges.ts';
import { parseResources } from './formats/resources.ts';
import type { Resources } from './formats/resources.ts';
import { parseTolerations } from './formats/tolerations.ts';
import type { Toleration } from './formats/tolerations.ts';

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
  /** Largest request body in bytes, after decompression. */
  readonly maxBody: number;
  readonly logLevel: string;
};

/** One environment variable: its default as text, what it means, and how its text is read. */
export interface Variable<T> {
  readonly fallback: string;
  readonly meaning: string;
  readonly parse: (text: string) => Parsed<T>;
}

function matching(pattern: RegExp, fault: string): (text: string) => Parsed<string> {
  return (text) => (pattern.test(text) ? { value: text } : { fault });
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const CLASS = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;
const GIBIBYTE = 1024 ** 3;

/** Every environment variable the hook reads, in the order of the README's table. */
export const VARIABLES = {
  HOST: {
    fallback: '0.0.0.0',
    meaning: 'Address to listen on.',
    parse: matching(/^\S+$/, 'is no address like 0.0.0.0, 127.0.0.1 or ::'),
  },
  PORT: { fallback: '8080', meaning: 'Port to listen on.', parse: parseInteger(0, 65535) },
  PROXY_IMAGE: {
    fallback: 'akrobateo-proxy:0.1.0',
    meaning: 'Image of the proxy containers.',
    parse: matching(/^[a-z0-9][\w.:/@-]*$/, 'is no image reference like example.org/akrobateo-proxy:0.1.0'),
  },
  LOAD_BALANCER_CLASS: {
    fallback: 'akrobateo.kontena.io/node',
    meaning: 'The `spec.loadBalancerClass` that is ours.',
    parse: matching(CLASS, 'is no class like akrobateo.kontena.io/node'),
  },
  DEFAULT_LOAD_BALANCER: {
    fallback: 'true',
    meaning: 'Whether Services without a `loadBalancerClass` are ours too.',
    parse: parseBoolean,
  },
  RESERVED_PORTS: {
    fallback: '22,2379-2380,6443,10250-10259',
    meaning: 'Node ports that no Service gets: ports and ranges.',
    parse: parsePortRanges,
  },
  TOLERATIONS: {
    fallback: 'node-role.kubernetes.io/control-plane:NoSchedule,CriticalAddonsOnly',
    meaning: 'Tolerations of every proxy, written as in the annotation.',
    parse: parseTolerations,
  },
  PRIORITY_CLASS: {
    fallback: '',
    meaning: "Priority class of the proxies; empty for the cluster's default.",
    parse: matching(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/, 'is no name of a PriorityClass'),
  },
  PROXY_RESOURCES: {
    fallback: '{"requests":{"cpu":"5m","memory":"8Mi"}}',
    meaning: 'Compute resources of each proxy container, as JSON.',
    parse: parseResources,
  },
  ADDRESS_GRACE_SECONDS: {
    fallback: '30',
    meaning: 'How long an address stays published while its proxy is being replaced.',
    parse: parseInteger(0, 3600),
  },
  MAX_BODY: {
    fallback: String(64 * 1024 ** 2),
    meaning: 'Largest request body in bytes, after decompression.',
    parse: parseInteger(1024, GIBIBYTE),
  },
  LOG_LEVEL: {
    fallback: 'info',
    meaning: `One of ${LOG_LEVELS.join(', ')}.`,
    parse: parseChoice(LOG_LEVELS),
  },
} as const satisfies Record<string, Variable<unknown>>;

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
    maxBody: read('MAX_BODY', VARIABLES.MAX_BODY),
    logLevel: read('LOG_LEVEL', VARIABLES.LOG_LEVEL),
  };
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return config;
}
