import type { RequestOptions } from 'node:https';
import { CliError, EXIT } from '../exit.ts';
import { exchange } from '../network/exchange.ts';
import { networkFault } from '../network/network-fault.ts';
import { RESOURCES, pluralOf } from '../world/resources.ts';
import type { ResourceKey } from '../world/resources.ts';
import type { Connection } from './connection.ts';

/** Which objects of a kind are asked for. */
export interface Selection {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface List<T> {
  readonly items: readonly T[] | null;
  readonly metadata?: { readonly continue?: string };
}

/** The API server's answer, when it is a refusal. */
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

/**
 * Reads objects as they are on the wire. The client's own types would drop fields that it does not know and turn times
 * into something else, and the core is to see what the hook sees.
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
    throw this.#refusal(status, messageIn(body));
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

  #refusal(status: number, message: string): Refusal {
    const { server } = this.#connection;
    if (status === 401) {
      return new Refusal(
        status,
        `The API server ${server} does not accept the kubeconfig's credentials; log in anew.`,
      );
    }
    if (status === 403) {
      const right = 'ask for a role that may get and list what this command reads';
      return new Refusal(status, `The API server does not let you: ${message}; ${right}.`);
    }
    return new Refusal(status, `The API server answers ${status}: ${message || 'without a reason'}.`);
  }
}
