import type { Environment } from '../../config.ts';
import type { Deployment } from '../../kubernetes/objects.ts';
import { coreVariables } from '../settings.ts';
import { Refusal } from './api-reader.ts';
import type { ApiReader } from './api-reader.ts';

/** Where deploy/ puts the hook. */
const NAMESPACE = 'akrobateo-system';
const LABELS = { 'app.kubernetes.io/name': 'akrobateo', 'app.kubernetes.io/component': 'hook' };

function settingsOf(deployment: Deployment | undefined): Environment {
  const env = deployment?.spec?.template.spec?.containers.flatMap((container) => container.env ?? []) ?? [];
  return Object.fromEntries(env.map(({ name, value }) => [name, value ?? undefined]));
}

/**
 * The settings of the hook in the cluster, so that we say what it would say. The variables of this process have precedence.
 * Only those, if the hook runs elsewhere or we may not read it.
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
