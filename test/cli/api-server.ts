import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESOURCES, RESOURCE_KEYS, pluralOf } from '../../hooks/cli/world.ts';
import type { ResourceKey } from '../../hooks/cli/world.ts';
import type { Labelled, World } from '../../hooks/cli/world.ts';
import { akrobateo } from './run.ts';
import type { Run } from './run.ts';
import { NOW } from './worlds.ts';

/** An API server that answers from a world, one object a page, and refuses some kinds. */
interface FakeApi {
  readonly kubeconfig: string;
  /** `pods?labelSelector=...`, as they came. */
  readonly asked: string[];
  readonly stop: () => Promise<void>;
}

type Refusals = Readonly<Partial<Record<ResourceKey | 'all', number>>>;

const PATH =
  /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[a-z]+)(?:\/(?<name>[^/]+))?$/;

function select({ metadata }: Labelled, namespace: string | undefined, selector: string): boolean {
  const labels = selector === '' ? [] : selector.split(',').map((pair) => pair.split('='));
  return (
    (namespace === undefined || metadata?.namespace === namespace) &&
    labels.every(([key = '', value]) => metadata?.labels?.[key] === value)
  );
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One object a page, as the API server lists them: without apiVersion and kind. */
function listed(kind: string, objects: readonly Labelled[], page: number): Answer {
  const items = objects
    .slice(page, page + 1)
    .map((object) => ({ ...object, apiVersion: undefined, kind: undefined }));
  const metadata = page + 1 < objects.length ? { continue: String(page + 1) } : {};
  return { status: 200, body: { kind: `${kind}List`, metadata, items: items.length > 0 ? items : null } };
}

function answer(url: URL, world: World, refusals: Refusals): Answer {
  const { namespace, plural = '', name } = PATH.exec(url.pathname)?.groups ?? {};
  const key = RESOURCE_KEYS.find((each) => pluralOf(each) === plural);
  if (key === undefined) return { status: 404, body: { message: `no ${plural}` } };
  const status = refusals.all ?? refusals[key];
  if (status !== undefined) return { status, body: { message: `${plural} is refused` } };
  const objects: readonly Labelled[] = world[key];
  const selector = url.searchParams.get('labelSelector') ?? '';
  const selected = objects.filter((object) => select(object, namespace, selector));
  if (name === undefined)
    return listed(RESOURCES[key].kind, selected, Number(url.searchParams.get('continue') ?? 0));
  return one(selected, plural, name);
}

function one(objects: readonly Labelled[], plural: string, name: string): Answer {
  const found = objects.find(({ metadata }) => metadata?.name === name);
  return found
    ? { status: 200, body: found }
    : { status: 404, body: { message: `${plural} "${name}" not found` } };
}

/** Writes a kubeconfig; its file. */
export function kubeconfigFor(server: string, namespace = 'shop'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'akrobateo-cli-')), 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [
      { name: 'me', user: { token: 'secret' } },
      { name: 'other', user: {} },
    ],
    contexts: [
      { name: 'fake', context: { cluster: 'fake', user: 'me', namespace } },
      { name: 'broken', context: { cluster: 'nowhere', user: 'me' } },
    ],
    'current-context': 'fake',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** Starts it on a free port. */
async function startApi(world: World, refusals: Refusals = {}): Promise<FakeApi> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://api');
    const isKnown = request.headers.authorization === 'Bearer secret';
    const { status, body } = isKnown ? answer(url, world, refusals) : { status: 401, body: {} };
    asked.push(`${url.pathname}${url.search}`);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}`),
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Runs a command against a cluster with these objects. */
export async function ask(
  args: readonly string[],
  world: World,
  refusals: Refusals = {},
): Promise<Run & { api: FakeApi }> {
  const api = await startApi(world, refusals);
  try {
    const run = await akrobateo([...args, '--kubeconfig', api.kubeconfig], { now: NOW });
    return { ...run, api };
  } finally {
    await api.stop();
  }
}
