import type { Environment } from '../../config.ts';
import type { Deployment } from '../../services/observed.ts';
import { coreVariables } from '../settings.ts';
import { Refusal } from './api-reader.ts';
import type { ApiReader } from './api-reader.ts';

/** Where deploy/ puts the hook. */
const NAMESPACE = 'akrobateo-system';
const LABELS = { 'app.kubernetes.io/name': 'akrobateo', 'app.kubernetes.io/component': 'hook' };

function settingsOf(deployment: Deployment | undefined): Environment {
  const env = deployment?.spec?.template.spec?.containers.flatMap((container) => container.env ?? []) ?? [];
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

/**
 * The settings of the hook in the cluster, for else we would say something else than it does; what this process is given
 * has precedence. Nothing, where the hook runs elsewhere or we may not see it.
 */
export async function readHookEnvironment(reader: ApiReader, env: Environment): Promise<Environment> {
  try {
    const [hook] = await reader.list<Deployment>('deployments', { namespace: NAMESPACE, labels: LABELS });
    return { ...coreVariables(settingsOf(hook)), ...coreVariables(env) };
  } catch (error) {
    if (error instanceof Refusal) return env;
    throw error;
  }
}
