import type { KubeConfig } from '@kubernetes/client-node';
import type { Environment } from '../config.ts';
import type { Deployment } from '../kubernetes/objects.ts';
import { parseJson } from '../kubernetes/parsed.ts';
import { TIMEOUT, exchange, networkFault } from './http.ts';
import { variablesOf } from './pod-spec.ts';
import { EMPTY_WORLD, RESOURCES } from './world.ts';
import type { Resource, World } from './world.ts';
import { CliError, EXIT } from './terminal.ts';

function unreachable(message: string): CliError {
  return new CliError(EXIT.unreachable, message);
}

/** The client is loaded only now, because that takes longer than most commands. */
async function load(file: string | undefined): Promise<KubeConfig> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    const right = 'name the right one with --kubeconfig or KUBECONFIG';
    throw unreachable(`${file ?? 'The kubeconfig'} cannot be used (${message}); ${right}.`);
  }
  return config;
}

/** A cluster that can be read. */
export type Cluster = Awaited<ReturnType<typeof connect>>;

/**
 * Reads the kubeconfig as kubectl does; in a pod, its service account.
 * @param timeout how long the API server may be silent, in milliseconds
 * @throws CliError
 */
export async function connect(
  options: { kubeconfig: string | undefined; context: string | undefined },
  timeout = TIMEOUT,
) {
  const config = await load(options.kubeconfig);
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const context = config.getCurrentContext();
  const server = config.getCurrentCluster()?.server.replace(/\/$/, '');
  const right = 'kubectl config get-contexts lists all';
  if (server === undefined)
    throw unreachable(`The kubeconfig has no context "${context}" with a cluster; ${right}.`);
  const namespace = config.getContextObject(context)?.namespace ?? 'default';
  return { config, server, namespace, timeout };
}

/** Which objects of a kind to read: all, if nothing is named. */
export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** The API server refuses a request. */
export class Refusal extends CliError {
  readonly status: number;

  constructor(server: string, status: number, body: string) {
    const said = parseJson(body) as { readonly message?: string } | undefined;
    const message = said?.message ?? body.slice(0, 200);
    const role = 'ask for a role that may get and list what this command reads';
    const texts: Readonly<Record<number, string>> = {
      401: `The API server ${server} does not accept the kubeconfig's credentials; log in again.`,
      403: `The API server does not allow it: ${message}; ${role}.`,
    };
    const other = `The API server answers with status ${status}: ${message || 'no reason is given'}.`;
    super(EXIT.unreachable, texts[status] ?? other);
    this.status = status;
  }
}

/**
 * Reads objects as they are on the wire. The client's own types would drop fields that it does not know and turn times
 * into something else, and the core has to see what the hook sees.
 * @param path from the root of the API server, with its query
 * @param object what to create; otherwise the path is read
 * @throws CliError
 */
export async function request<T>(
  { server, config, timeout }: Cluster,
  path: string,
  object?: object,
): Promise<T> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  const options = { headers, timeout, method: object === undefined ? 'GET' : 'POST' };
  const { status, body } = await config
    .applyToHTTPSOptions(options)
    .then(() => exchange(new URL(`${server}/${path}`), options, object && JSON.stringify(object)))
    .catch((error: unknown) => {
      const right = 'is it up, and is the context the right one (kubectl config current-context)?';
      throw unreachable(`The API server ${server} cannot be reached: ${networkFault(error)}; ${right}`);
    });
  if (status !== 200 && status !== 201) throw new Refusal(server, status, body);
  return JSON.parse(body) as T;
}

/** A page of a list. Go writes null if it is empty. */
interface Page {
  readonly items: readonly object[] | null;
  readonly metadata?: { readonly continue?: string };
}

/**
 * All objects of a kind, page by page.
 * @param kind `apps/v1/daemonsets`
 */
export async function list(cluster: Cluster, kind: string, selection: Selection): Promise<object[]> {
  const { namespace, ...selectors } = selection;
  const scope = namespace === undefined ? '/' : `/namespaces/${namespace}/`;
  const path = `${kind.startsWith('v1/') ? 'api' : 'apis'}/${kind.replace(/\/(?=[^/]*$)/, scope)}`;
  const query = new URLSearchParams({ limit: '500', ...selectors });
  const items: object[] = [];
  for (;;) {
    const page = await request<Page>(cluster, `${path}?${query.toString()}`);
    items.push(...(page.items ?? []));
    if (!page.metadata?.continue) return items;
    query.set('continue', page.metadata.continue);
  }
}

/**
 * Reads objects of some kinds. What may not be read, or does not exist, is left out with a note.
 * @param required kinds without which there is no answer
 * @throws CliError
 */
export async function readWorld(
  cluster: Cluster,
  selections: Readonly<Partial<Record<Resource, Selection>>>,
  required: readonly Resource[] = [],
): Promise<{ readonly world: World; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const read = async ([resource, selection]: [Resource, Selection]) => {
    const { kind, apiVersion } = RESOURCES[resource];
    const objects = await list(cluster, `${apiVersion}/${resource}`, selection).catch((error: unknown) => {
      if (!(error instanceof Refusal) || required.includes(resource)) throw error;
      const texts: Readonly<Record<number, string>> = {
        403: `you may not read ${kind}s`,
        404: `the cluster has no ${resource} of ${apiVersion}`,
      };
      const why = texts[error.status];
      if (why === undefined) throw error;
      notes.push(`${why}; the answer is without them`);
      return [];
    });
    return [resource, objects.map((object) => ({ kind, apiVersion, ...object }))] as const;
  };
  const groups = await Promise.all((Object.entries(selections) as [Resource, Selection][]).map(read));
  return { world: { ...EMPTY_WORLD, ...(Object.fromEntries(groups) as Partial<World>) }, notes };
}

/** Where deploy/ puts the hook. */
export const HOOK_NAMESPACE = 'akrobateo-system';
export const HOOK_LABELS = {
  'app.kubernetes.io/name': 'akrobateo',
  'app.kubernetes.io/component': 'hook',
} as const;

/** The settings of a hook, if it has a Deployment. The variables of this process have precedence. */
export function environmentOf(hook: Deployment | undefined, env: Environment): Environment {
  return { ...variablesOf(hook?.spec?.template.spec), ...env };
}

/**
 * The settings of the hook where deploy/ puts it, so that we say what it would say. Only the variables of this process, if
 * the hook runs elsewhere or we may not read it.
 */
export async function hookEnvironment(cluster: Cluster, env: Environment): Promise<Environment> {
  const labels = Object.entries(HOOK_LABELS).map(([key, value]) => `${key}=${value}`);
  const deployments = { namespace: HOOK_NAMESPACE, labelSelector: labels.join(',') };
  const { world } = await readWorld(cluster, { deployments });
  return environmentOf(world.deployments[0], env);
}
