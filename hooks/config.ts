import { VARIABLES } from './variables.ts';
import type { Variable } from './variables.ts';

type Table = typeof VARIABLES;

/** `proxyImage` for `PROXY_IMAGE`. */
type FieldName<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<FieldName<Tail>>}`
  : Lowercase<Name>;

/** The configuration of the hook process: a field for each variable of the table. */
export type Config = {
  readonly [Name in keyof Table as FieldName<Name>]: Table[Name] extends Variable<infer Value>
    ? Value
    : never;
};

/** What the pure core reads of the configuration. */
export type CoreConfig = Pick<
  Config,
  | 'proxyImage'
  | 'loadBalancerClass'
  | 'defaultLoadBalancer'
  | 'allowedAnnotations'
  | 'poolRequired'
  | 'reservedPorts'
  | 'ipMode'
  | 'tolerations'
  | 'priorityClass'
  | 'proxyResources'
  | 'proxyLabels'
  | 'proxyAnnotations'
  | 'imagePullSecrets'
  | 'retentionSeconds'
>;

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
