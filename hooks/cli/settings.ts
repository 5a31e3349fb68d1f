import { readConfig } from '../config.ts';
import type { Environment, CoreConfig } from '../config.ts';
import { usageError } from './exit.ts';

/** The variables that the core depends on. The others are about the process of the hook. */
const OF_THE_CORE = [
  'PROXY_IMAGE',
  'LOAD_BALANCER_CLASS',
  'DEFAULT_LOAD_BALANCER',
  'ALLOWED_ANNOTATIONS',
  'POOL_REQUIRED',
  'RESERVED_PORTS',
  'IP_MODE',
  'TOLERATIONS',
  'PRIORITY_CLASS',
  'PROXY_RESOURCES',
  'PROXY_LABELS',
  'PROXY_ANNOTATIONS',
  'IMAGE_PULL_SECRETS',
  'RETENTION_SECONDS',
];

/** Those of the variables that the core depends on. */
export function coreVariables(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => OF_THE_CORE.includes(name)));
}

/** The hook's own configuration, from the same environment variables. @throws CliError */
export function configOf(env: Environment): CoreConfig {
  try {
    return readConfig(coreVariables(env));
  } catch (error) {
    throw usageError(`Environment: ${(error as Error).message.replaceAll('\n', '; ')}.`);
  }
}
