import type { RequestOptions } from 'node:https';
import { CliError, EXIT } from '../exit.ts';
import { exchange, networkFault } from '../network/exchange.ts';
import { RESOURCES, pluralOf } from '../world/resources.ts';
import type { ResourceKey } from '../world/resources.ts';
import type { Connection } from './connection.ts';

/** Which objects of a kind to read. */
export interface Selection {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface List<T> {
  readonly items: readonly T[] | null;
  readonly metadata?: { readonly continue?: string };
}

/** The API server refuses a request. */
export class Refusal extends CliError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(EXIT.unreachable, message);
    this.status = status;
  }
}

const PAGE = '500';

function pathOf(key: ResourceKey, namespace: string | undefined, name?: string): string {
  const { apiVersion } = RESOURCES[key];
  const parts = [
    apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`,
    ...(namespace === undefined ? [] : ['namespaces', encodeURIComponent(namespace)]),
    pluralOf(key),
    ...(name === undefined ? [] : [encodeURIComponent(name)]),
  ];
  return parts.join('/');
}

function messageIn(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? '';
  } catch {
    return body.slice(0, 200);
  }
}

function refusalText(server: string, status: number, message: string): string {
  if (status === 401)
    return `The API server ${server} does not accept the kubeconfig's credentials; log in again.`;
  if (status === 403)
    return `The API server does not allow it: ${message}; ask for a role that may get and list what this command reads.`;
  return `The API server answers with status ${status}: ${message || 'no reason is given'}.`;
}

/**
 * Reads objects as they are on the wire. The client's own types would drop fields that it does not know and turn times
 * into something else, and the core has to see what the hook sees.
 */
export class ApiReader {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One object. @throws CliError, Refusal */
  async get<T>(key: ResourceKey, name: string, namespace?: string): Promise<T> {
    return (await this.#ask(pathOf(key, namespace, name), {})) as T;
  }

  /** All objects of a kind, page by page. @throws CliError, Refusal */
  async list<T>(key: ResourceKey, { namespace, labels = {} }: Selection = {}): Promise<T[]> {
    const { apiVersion, kind } = RESOURCES[key];
    const labelSelector = Object.entries(labels)
      .map((pair) => pair.join('='))
      .join(',');
    const items: T[] = [];
    let next = '';
    do {
      const query = { limit: PAGE, labelSelector, continue: next };
      const page = (await this.#ask(pathOf(key, namespace), query)) as List<T>;
      items.push(...(page.items ?? []).map((item) => ({ apiVersion, kind, ...item })));
      next = page.metadata?.continue ?? '';
    } while (next !== '');
    return items;
  }

  async #ask(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    const { server } = this.#connection;
    const url = new URL(`${server.replace(/\/$/, '')}/${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== '') url.searchParams.set(name, value);
    const { status, body } = await this.#exchange(url);
    if (status === 200) return JSON.parse(body) as unknown;
    throw new Refusal(status, refusalText(server, status, messageIn(body)));
  }

  async #exchange(url: URL) {
    const { server, config } = this.#connection;
    const options: RequestOptions = { headers: { Accept: 'application/json' } };
    try {
      await config.applyToHTTPSOptions(options);
      return await exchange(url, options);
    } catch (error) {
      const right = 'is it up, and is the context the right one (kubectl config current-context)?';
      throw new CliError(
        EXIT.unreachable,
        `The API server ${server} cannot be reached: ${networkFault(error)}; ${right}`,
      );
    }
  }
}
