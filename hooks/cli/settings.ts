import { readConfig } from '../config.ts';
import type { CoreConfig, Environment } from '../config.ts';
import { usageError } from './exit.ts';

/** Variables of the process of the hook, which do not change its answers. */
const OF_THE_PROCESS =
  /^(HOST|PORT|METRICS_PORT|MAX_.*|HELD_ANSWERS|SHUTDOWN_DELAY_SECONDS|TLS_.*|TOKEN_FILE|LOG_LEVEL)$/;

/** The hook's own configuration, from the same environment variables. @throws CliError */
export function configOf(env: Environment): CoreConfig {
  try {
    return readConfig(Object.fromEntries(Object.entries(env).filter(([name]) => !OF_THE_PROCESS.test(name))));
  } catch (error) {
    throw usageError(`Environment: ${(error as Error).message.replaceAll('\n', '; ')}.`);
  }
}
