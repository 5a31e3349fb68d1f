import type { KubeConfig } from '@kubernetes/client-node';
import { exchange, networkFault } from './http.ts';
import { EMPTY_WORLD, RESOURCES, pluralOf } from './world.ts';
import type { ResourceKey, World } from './world.ts';
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

/** Reads the kubeconfig as kubectl does; in a pod, its service account. @throws CliError */
export async function connect(options: { kubeconfig: string | undefined; context: string | undefined }) {
  const config = await load(options.kubeconfig);
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const context = config.getCurrentContext();
  const server = config.getCurrentCluster()?.server.replace(/\/$/, '');
  const right = 'kubectl config get-contexts lists all';
  if (server === undefined)
    throw unreachable(`The kubeconfig has no context "${context}" with a cluster; ${right}.`);
  return { config, server, namespace: config.getContextObject(context)?.namespace ?? 'default' };
}

function messageIn(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? '';
  } catch {
    return body.slice(0, 200);
  }
}

/** The API server refuses a request. */
export class Refusal extends CliError {
  readonly status: number;

  constructor(server: string, status: number, message: string) {
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

/** Which objects of a kind to read. */
interface Selection {
  readonly namespace?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

function urlOf({ server }: Cluster, key: ResourceKey, { namespace, name, labels = {} }: Selection): URL {
  const { apiVersion } = RESOURCES[key];
  const scope = namespace === undefined ? [] : ['namespaces', namespace];
  const path = [apiVersion === 'v1' ? 'api/v1' : `apis/${apiVersion}`, ...scope, pluralOf(key), name ?? []];
  const url = new URL(`${server}/${path.flat().join('/')}`);
  const selector = Object.entries(labels).map((pair) => pair.join('='));
  if (selector.length > 0) url.searchParams.set('labelSelector', selector.join(','));
  return url;
}

/**
 * Reads objects as they are on the wire. The client's own types would drop fields that it does not know and turn times
 * into something else, and the core has to see what the hook sees.
 */
async function get({ server, config }: Cluster, url: URL): Promise<unknown> {
  const options = { headers: { Accept: 'application/json' } };
  const { status, body } = await config
    .applyToHTTPSOptions(options)
    .then(() => exchange(url, options))
    .catch((error: unknown) => {
      const right = 'is it up, and is the context the right one (kubectl config current-context)?';
      throw unreachable(`The API server ${server} cannot be reached: ${networkFault(error)}; ${right}`);
    });
  if (status !== 200) throw new Refusal(server, status, messageIn(body));
  return JSON.parse(body);
}

/** One object. @throws CliError, Refusal */
export async function readObject<T>(cluster: Cluster, key: ResourceKey, selection: Selection): Promise<T> {
  return (await get(cluster, urlOf(cluster, key, selection))) as T;
}

/** All objects of a kind, page by page. */
async function list(cluster: Cluster, key: ResourceKey, selection: Selection): Promise<object[]> {
  const url = urlOf(cluster, key, selection);
  url.searchParams.set('limit', '500');
  const items: object[] = [];
  for (;;) {
    const page = (await get(cluster, url)) as { items: object[] | null; metadata?: { continue?: string } };
    items.push(...(page.items ?? []).map((item) => ({ ...RESOURCES[key], ...item })));
    if (!page.metadata?.continue) return items;
    url.searchParams.set('continue', page.metadata.continue);
  }
}

/**
 * Reads objects of some kinds. What may not be read, or does not exist, is left out with a note.
 * @param required kinds without which there is no answer
 * @throws CliError
 */
export async function readWorld(
  cluster: Cluster,
  selections: Readonly<Partial<Record<ResourceKey, Selection>>>,
  required: readonly string[] = [],
): Promise<{ readonly world: World; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const read = async ([key, selection]: [ResourceKey, Selection]) => {
    const { kind, apiVersion } = RESOURCES[key];
    const objects = await list(cluster, key, selection).catch((error: unknown) => {
      const status = error instanceof Refusal && !required.includes(key) ? error.status : undefined;
      if (status !== 403 && status !== 404) throw error;
      const why =
        status === 403 ? `you may not read ${kind}s` : `the cluster has no ${pluralOf(key)} of ${apiVersion}`;
      notes.push(`${why}; the answer is without them`);
      return [];
    });
    return [key, objects] as const;
  };
  const groups = await Promise.all((Object.entries(selections) as [ResourceKey, Selection][]).map(read));
  return { world: { ...EMPTY_WORLD, ...(Object.fromEntries(groups) as Partial<World>) }, notes };
}
