import { IP_MODES } from './kubernetes/load-balancer-pool.ts';
import { parseBoolean, parseChoice, parseInteger } from './kubernetes/parsed.ts';
import type { Parsed } from './kubernetes/parsed.ts';
import { parseAnnotations, parseLabels, parseSecretNames } from './kubernetes/pod-metadata.ts';
import { parsePortRanges } from './kubernetes/port-ranges.ts';
import { RESERVED_PORTS } from './kubernetes/reserved-ports.ts';
import { parseResources } from './kubernetes/resources.ts';
import { parseTolerations } from './kubernetes/tolerations.ts';
import { ANNOTATIONS, parseAnnotationNames } from './services/annotations.ts';

/** One environment variable: its default as text, and how its text is read. */
interface Variable<T> {
  readonly fallback: string;
  readonly parse: (text: string) => Parsed<T>;
}

type Table = Readonly<Record<string, Variable<unknown>>>;

function matching(pattern: RegExp, fault: string): (text: string) => Parsed<string> {
  return (text) => (pattern.test(text) ? { value: text } : { fault });
}

const parseHost = matching(/^\S+$/, 'is not an address such as 0.0.0.0, 127.0.0.1 or ::');
const parseImage = matching(
  /^[a-z0-9][\w.:/@-]*$/,
  'is no image reference like example.org/akrobateo-proxy:0.1.0',
);
const parseClass = matching(
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/,
  'is no class like akrobateo.kontena.io/node',
);
const parsePriorityClass = matching(
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/,
  'is not the name of a PriorityClass',
);
const parseFile = matching(/^(\/|$)/, 'is no absolute path like /etc/akrobateo/tls.crt');
const parseLogLevel = parseChoice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

const GIBIBYTE = 1024 ** 3;

/** The variables that the pure core depends on. */
export const CORE_VARIABLES = {
  PROXY_IMAGE: { fallback: 'akrobateo-proxy:0.1.0', parse: parseImage },
  LOAD_BALANCER_CLASS: { fallback: 'akrobateo.kontena.io/node', parse: parseClass },
  DEFAULT_LOAD_BALANCER: { fallback: 'true', parse: parseBoolean },
  ALLOWED_ANNOTATIONS: { fallback: Object.keys(ANNOTATIONS).join(','), parse: parseAnnotationNames },
  POOL_REQUIRED: { fallback: 'false', parse: parseBoolean },
  RESERVED_PORTS: { fallback: Object.keys(RESERVED_PORTS).join(','), parse: parsePortRanges },
  IP_MODE: { fallback: 'auto', parse: parseChoice(IP_MODES) },
  TOLERATIONS: {
    fallback: 'node-role.kubernetes.io/control-plane:NoSchedule,CriticalAddonsOnly',
    parse: parseTolerations,
  },
  PRIORITY_CLASS: { fallback: '', parse: parsePriorityClass },
  PROXY_RESOURCES: { fallback: '{"requests":{"cpu":"5m","memory":"8Mi"}}', parse: parseResources },
  PROXY_LABELS: {
    fallback: '{"istio.io/dataplane-mode":"none","sidecar.istio.io/inject":"false"}',
    parse: parseLabels,
  },
  PROXY_ANNOTATIONS: { fallback: '{"linkerd.io/inject":"disabled"}', parse: parseAnnotations },
  IMAGE_PULL_SECRETS: { fallback: '', parse: parseSecretNames },
  RETENTION_SECONDS: { fallback: '30', parse: parseInteger(0, 3600) },
} as const satisfies Table;

/** Every variable, in the order of the table in docs/reference.md, which says what each means. */
export const VARIABLES = {
  HOST: { fallback: '0.0.0.0', parse: parseHost },
  PORT: { fallback: '8080', parse: parseInteger(0, 65535) },
  METRICS_PORT: { fallback: '9090', parse: parseInteger(0, 65535) },
  ...CORE_VARIABLES,
  MAX_BODY: { fallback: String(64 * 1024 ** 2), parse: parseInteger(1024, GIBIBYTE) },
  MAX_IN_FLIGHT: { fallback: '64', parse: parseInteger(1, 100_000) },
  HELD_ANSWERS: { fallback: '3', parse: parseInteger(0, 1000) },
  MAX_LAG_MILLISECONDS: { fallback: '3000', parse: parseInteger(10, 60_000) },
  SHUTDOWN_DELAY_SECONDS: { fallback: '0', parse: parseInteger(0, 300) },
  TLS_CERT: { fallback: '', parse: parseFile },
  TLS_KEY: { fallback: '', parse: parseFile },
  TOKEN_FILE: { fallback: '', parse: parseFile },
  LOG_LEVEL: { fallback: 'info', parse: parseLogLevel },
} as const satisfies Table;

/** `proxyImage` for `PROXY_IMAGE`. */
type FieldName<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<FieldName<Tail>>}`
  : Lowercase<Name>;

/** A field for each variable of a table. */
type Fields<T> = {
  readonly [Name in keyof T & string as FieldName<Name>]: T[Name] extends Variable<infer Value>
    ? Value
    : never;
};

/** The configuration of the hook process. */
export type Config = Fields<typeof VARIABLES>;

/** What the pure core reads of the configuration. */
export type CoreConfig = Fields<typeof CORE_VARIABLES>;

/** Environment variables as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

function fieldName(variable: string): string {
  return variable.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Reads the configuration. An empty variable counts as not set.
 * @throws Error naming every faulty variable, what is wrong with it, and its default.
 */
export function readConfig(env: Environment): Config {
  const faults: string[] = [];
  const fields = Object.entries<Variable<unknown>>(VARIABLES).map(([name, { fallback, parse }]) => {
    const text = env[name] ?? '';
    const parsed = parse(text === '' ? fallback : text);
    if ('fault' in parsed) faults.push(`${name}="${text}" ${parsed.fault} (default: ${fallback})`);
    return [fieldName(name), 'value' in parsed ? parsed.value : undefined] as const;
  });
  const config = Object.fromEntries(fields) as Config;
  if ((config.tlsCert === '') !== (config.tlsKey === '')) {
    faults.push('TLS_CERT and TLS_KEY belong together: set both, or neither for plain HTTP');
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return config;
}
