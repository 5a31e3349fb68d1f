import type { KubeConfig } from '@kubernetes/client-node';
import { CliError, EXIT } from './exit.ts';
import { exchange, networkFault } from './http.ts';
import { EMPTY_WORLD, RESOURCES, pluralOf } from './world.ts';
import type { ResourceKey, World } from './world.ts';

/** Which cluster to read, by the options of kubectl. */
interface ClusterOptions {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

/** A cluster that can be read. */
export interface Cluster {
  readonly config: KubeConfig;
  readonly server: string;
  /** The namespace of the context. */
  readonly namespace: string;
}

/** The client is loaded only now, because that takes longer than most commands. */
async function load({ kubeconfig }: ClusterOptions): Promise<KubeConfig> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    const what = `${kubeconfig ?? 'The kubeconfig'} cannot be used (${message})`;
    throw new CliError(EXIT.unreachable, `${what}; name the right one with --kubeconfig or KUBECONFIG.`);
  }
  return config;
}

/** Reads the kubeconfig as kubectl does; in a pod, its service account. @throws CliError */
export async function connect(options: ClusterOptions): Promise<Cluster> {
  const config = await load(options);
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const context = config.getCurrentContext();
  const server = config.getCurrentCluster()?.server.replace(/\/$/, '');
  if (server === undefined) {
    const what = `The kubeconfig has no context "${context}" with a cluster`;
    throw new CliError(EXIT.unreachable, `${what}; kubectl config get-contexts lists all.`);
  }
  return { config, server, namespace: config.getContextObject(context)?.namespace ?? 'default' };
}

/** The API server refuses a request. */
export class Refusal extends CliError {
  readonly status: number;

  constructor(server: string, status: number, body: string) {
    let message = body.slice(0, 200);
    try {
      message = (JSON.parse(body) as { message?: string }).message ?? '';
    } catch {
      // A proxy before the API server may answer with any text.
    }
    const texts: Record<number, string> = {
      401: `The API server ${server} does not accept the kubeconfig's credentials; log in again.`,
      403: `The API server does not allow it: ${message}; ask for a role that may get and list what this command reads.`,
    };
    const other = `The API server answers with status ${status}: ${message || 'no reason is given'}.`;
    super(EXIT.unreachable, texts[status] ?? other);
    this.status = status;
  }
}

/**
 * Reads objects as they are on the wire. The client's own types would drop fields that it does not know and turn times
 * into something else, and the core has to see what the hook sees.
 * @throws CliError, Refusal
 */
async function get({ server, config }: Cluster, path: string, query: Readonly<Record<string, string>>) {
  const url = new URL(`${server}/${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== '') url.searchParams.set(name, value);
  const options = { headers: { Accept: 'application/json' } };
  const { status, body } = await config
    .applyToHTTPSOptions(options)
    .then(() => exchange(url, options))
    .catch((error: unknown) => {
      const what = `The API server ${server} cannot be reached: ${networkFault(error)}`;
      const right = 'is it up, and is the context the right one (kubectl config current-context)?';
      throw new CliError(EXIT.unreachable, `${what}; ${right}`);
    });
  if (status !== 200) throw new Refusal(server, status, body);
  return JSON.parse(body) as unknown;
}

function pathOf(key: ResourceKey, namespace: string | undefined): string {
  const { apiVersion } = RESOURCES[key];
  const prefix = apiVersion === 'v1' ? 'api/v1' : `apis/${apiVersion}`;
  const scope = namespace === undefined ? '' : `namespaces/${encodeURIComponent(namespace)}/`;
  return `${prefix}/${scope}${pluralOf(key)}`;
}

/** One object. @throws CliError, Refusal */
export async function readObject(cluster: Cluster, key: ResourceKey, name: string, namespace: string) {
  return get(cluster, `${pathOf(key, namespace)}/${encodeURIComponent(name)}`, {});
}

/** Which objects of a kind to read. */
interface Selection {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** All objects of a kind, page by page. @throws CliError, Refusal */
async function list(cluster: Cluster, key: ResourceKey, { namespace, labels = {} }: Selection) {
  const labelSelector = Object.entries(labels)
    .map((pair) => pair.join('='))
    .join(',');
  const items: object[] = [];
  let next = '';
  do {
    const page = (await get(cluster, pathOf(key, namespace), {
      limit: '500',
      labelSelector,
      continue: next,
    })) as {
      readonly items: readonly object[] | null;
      readonly metadata?: { readonly continue?: string };
    };
    items.push(...(page.items ?? []).map((item) => ({ ...RESOURCES[key], ...item })));
    next = page.metadata?.continue ?? '';
  } while (next !== '');
  return items;
}

/** Why a kind cannot be read, if the answer is possible without it. */
function noteOn(key: ResourceKey, error: unknown): string {
  const { kind, apiVersion } = RESOURCES[key];
  const why: Record<number, string> = {
    403: `you may not read ${kind}s`,
    404: `the cluster has no ${pluralOf(key)} of ${apiVersion}`,
  };
  const text = error instanceof Refusal ? why[error.status] : undefined;
  if (text === undefined) throw error;
  return `${text}; the answer is without them`;
}

/**
 * Reads objects of some kinds. What may not be read, or does not exist, is left out with a note.
 * @param required kinds without which there is no answer
 * @throws CliError
 */
export async function readWorld(
  cluster: Cluster,
  selections: Readonly<Partial<Record<ResourceKey, Selection>>>,
  required: readonly ResourceKey[] = [],
): Promise<{ readonly world: World; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const read = async (key: ResourceKey, selection: Selection) => {
    try {
      return [key, await list(cluster, key, selection)] as const;
    } catch (error) {
      if (required.includes(key)) throw error;
      notes.push(noteOn(key, error));
      return [key, []] as const;
    }
  };
  const keys = Object.keys(selections) as ResourceKey[];
  const groups = await Promise.all(keys.map((key) => read(key, selections[key] ?? {})));
  return { world: { ...EMPTY_WORLD, ...(Object.fromEntries(groups) as Partial<World>) }, notes };
}
