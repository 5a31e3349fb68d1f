import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESOURCES } from '../../hooks/cli/world.ts';
import type { Labelled, Resource, World } from '../../hooks/cli/world.ts';
import { akrobateo } from './run.ts';
import type { Run } from './run.ts';
import { NOW } from './worlds.ts';

/** The status of the answer about a kind. */
export type Refusals = Readonly<Partial<Record<Resource | 'all', number>>>;

const PATH = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[a-z]+)$/;

/** One object a page, as the API server lists them: without apiVersion and kind. */
function listed(kind: string, objects: readonly Labelled[], page: number): object {
  const one = objects.slice(page, page + 1);
  const items = one.map((object) => ({ ...object, apiVersion: undefined, kind: undefined }));
  const metadata = page + 1 < objects.length ? { continue: String(page + 1) } : {};
  return { kind: `${kind}List`, metadata, items: items.length > 0 ? items : null };
}

/** Whether the selectors of a list mean an object, and its namespace. */
function isSelected({ metadata }: Labelled, namespace: string | undefined, query: URLSearchParams): boolean {
  const fields = { ...metadata?.labels, 'metadata.name': metadata?.name };
  const selectors = [query.get('labelSelector'), query.get('fieldSelector')].flatMap(
    (text) => text?.split(',') ?? [],
  );
  const pairs = selectors.map((pair) => pair.split('='));
  const isHere = namespace === undefined || metadata?.namespace === namespace;
  return (
    isHere &&
    pairs.every(([name = '', text]) =>
      Object.entries(fields).some(([key, value]) => key === name && (text === undefined || value === text)),
    )
  );
}

function answer(url: URL, world: World, refusals: Refusals): { status: number; body: object } {
  const { namespace, plural = '' } = PATH.exec(url.pathname)?.groups ?? {};
  if (!Object.hasOwn(RESOURCES, plural)) return { status: 404, body: { message: `no ${plural}` } };
  const key = plural as Resource;
  const status = refusals.all ?? refusals[key];
  if (status !== undefined) return { status, body: { message: `${plural} is refused` } };
  const objects: readonly Labelled[] = world[key];
  const selected = objects.filter((object) => isSelected(object, namespace, url.searchParams));
  const page = Number(url.searchParams.get('continue') ?? 0);
  return { status: 200, body: listed(RESOURCES[key].kind, selected, page) };
}

/** Writes a kubeconfig; its file. */
export function kubeconfigFor(server: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'akrobateo-cli-')), 'kubeconfig');
  const config = {
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user: { token: 'secret' } }],
    contexts: [
      { name: 'fake', context: { cluster: 'fake', user: 'me', namespace: 'shop' } },
      { name: 'broken', context: { cluster: 'nowhere', user: 'me' } },
    ],
    'current-context': 'fake',
  };
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config }));
  return file;
}

/** Runs a command on an API server with these objects; `asked` has the paths of all requests. */
export async function ask(
  args: readonly string[],
  world: World,
  refusals: Refusals = {},
): Promise<Run & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://api');
    const isKnown = request.headers.authorization === 'Bearer secret';
    const { status, body } = isKnown ? answer(url, world, refusals) : { status: 401, body: {} };
    asked.push(`${url.pathname}${url.search}`);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const kubeconfig = kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return { ...(await akrobateo([...args, '--kubeconfig', kubeconfig], { now: NOW })), asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
