import type { CoreConfig } from '../../config.ts';
import { timeText } from '../../kubernetes/conditions.ts';
import type { Answer } from '../../services/answer.ts';
import { poolAddressBook } from '../../services/addresses.ts';
import type { Exposure } from '../../services/exposure.ts';
import type { Replacement } from '../../services/grace.ts';
import type { Observed } from '../../services/observed.ts';
import { readReplacement } from '../../services/outcome.ts';
import { readProxies } from '../../services/proxies.ts';
import type { Proxy } from '../../services/proxies.ts';
import { publishedAddresses } from '../../services/publication.ts';
import { complaint } from '../../services/workload-problems.ts';
import type { Holder } from '../ports/holders.ts';
import { areRivals, holderText } from '../ports/holders.ts';
import { objectionToNode } from '../world/placement.ts';
import type { World } from '../world/world.ts';

/** A node and what it does for the Service. */
export interface NodeRow {
  /** null: the proxy has found none. */
  readonly node: string | null;
  readonly addresses: readonly string[];
  /** `ready`, `starting`, `ending`, `none`, or the reason why it is not ready. */
  readonly proxy: string;
  /** Since when, RFC 3339; null: not known. */
  readonly since: string | null;
  readonly published: boolean;
  readonly detail: string | null;
}

/** What rows are made of. Neighbours are all that hold host ports; undefined: nobody has looked. */
export interface RowInput {
  readonly observed: Observed;
  readonly world: World;
  readonly answer: Answer;
  readonly exposure: Exposure | undefined;
  readonly neighbours: readonly Holder[] | undefined;
  readonly config: CoreConfig;
  readonly now: number;
}

type State = Pick<NodeRow, 'proxy' | 'since' | 'detail'>;

function since(time: number | undefined): string | null {
  return time === undefined || time === 0 ? null : timeText(time);
}

/** Who holds the ports that are wanted on a node, each named once. */
function holdersText(node: string | undefined, { exposure, neighbours, observed }: RowInput): string {
  if (neighbours === undefined || exposure === undefined) return '';
  const { service, options, ports } = exposure;
  const rivals = neighbours.filter((holder) => {
    const here = node === undefined || holder.node === node;
    return (
      here &&
      !holder.waiting &&
      holder.service !== `${service.namespace}/${service.name}` &&
      ports.some((port) => areRivals(holder, { ...port, hostIP: options.hostIP }))
    );
  });
  const texts = rivals.map((holder) => {
    const where = node === undefined ? ` on ${holder.node ?? 'a node'}` : '';
    return `${holder.port}/${holder.protocol} is held by ${holderText(holder)}${where}`;
  });
  const unknown =
    observed.pods.length > 0 ? 'nobody who tells it holds the port now; a program of the node may' : '';
  return texts.length > 0 ? [...new Set(texts)].join('; ') : unknown;
}

function troubled(proxy: Proxy, replacement: Replacement, input: RowInput): State {
  const fault = input.exposure && complaint(proxy, input.exposure, replacement);
  if (fault === undefined) return { proxy: 'starting', since: since(proxy.createdAt), detail: null };
  const holders = fault.reason === 'PortTaken' ? holdersText(proxy.node, input) : '';
  const start = proxy.unschedulable?.since ?? proxy.createdAt;
  return { proxy: fault.reason, since: since(start), detail: holders === '' ? fault.message : holders };
}

function stateOf(proxy: Proxy, replacement: Replacement | undefined, input: RowInput): State {
  if (proxy.goingSince !== undefined)
    return { proxy: 'ending', since: since(proxy.goingSince), detail: null };
  if (proxy.readySince !== undefined) return { proxy: 'ready', since: since(proxy.readySince), detail: null };
  if (replacement === undefined) return { proxy: 'not ready', since: since(proxy.createdAt), detail: null };
  return troubled(proxy, replacement, input);
}

interface Address {
  readonly type: string;
  readonly address: string;
}

/** Nearly every node has its own name as an address of type Hostname, which tells nothing unless it is published. */
function shownAddresses(addresses: readonly Address[], published: readonly string[]): string[] {
  return addresses
    .filter(({ type, address }) => type !== 'Hostname' || published.includes(address))
    .map(({ address }) => address);
}

function proxyRows(input: RowInput): NodeRow[] {
  const { observed, exposure, config, now } = input;
  const runs = exposure !== undefined && exposure.options.workload !== 'None';
  const replacement = runs ? readReplacement(observed, exposure, config, now) : undefined;
  const published = publishedAddresses(observed.service);
  const nodes = new Map(input.world.nodes.map((node) => [node.metadata.name, node]));
  return readProxies(observed).map((proxy) => {
    const known = proxy.node === undefined ? [] : (replacement?.book(proxy.node) ?? []);
    const own = nodes.get(proxy.node ?? '')?.status?.addresses ?? [];
    const addresses = shownAddresses(known.length > 0 ? known : own, published);
    return {
      node: proxy.node ?? null,
      addresses,
      ...stateOf(proxy, replacement, input),
      published: addresses.some((address) => published.includes(address)),
    };
  });
}

/** Nodes that have no proxy, and why. */
function bareRows(
  { answer, exposure, world, observed }: RowInput,
  taken: ReadonlySet<string | null>,
): NodeRow[] {
  const [workload] = answer.attachments;
  const podSpec = workload?.spec?.template.spec;
  if (podSpec === undefined || exposure?.options.workload !== 'DaemonSet') return [];
  return world.nodes
    .filter(({ metadata }) => !taken.has(metadata.name))
    .map((node) => ({
      node: node.metadata.name,
      addresses: shownAddresses(node.status?.addresses ?? [], []),
      proxy: 'none',
      since: null,
      published: false,
      detail:
        objectionToNode(podSpec, node, true) ??
        (observed.daemonSets.length === 0 ? null : 'a proxy is missing here'),
    }));
}

/** Without proxies, the nodes of the pool. */
function poolRows({ exposure, observed }: RowInput): NodeRow[] {
  const nodes = exposure?.options.workload === 'None' ? (exposure.options.pool?.nodes ?? []) : [];
  const published = publishedAddresses(observed.service);
  const book = poolAddressBook(nodes);
  return nodes.map(({ name, ready }) => {
    const addresses = shownAddresses(book(name), published);
    return {
      node: name,
      addresses,
      proxy: ready ? 'not needed' : 'node not ready',
      since: null,
      published: addresses.some((address) => published.includes(address)),
      detail: null,
    };
  });
}

function compareNodes(a: NodeRow, b: NodeRow): number {
  if ((a.node === null) !== (b.node === null)) return a.node === null ? 1 : -1;
  return (a.node ?? '').localeCompare(b.node ?? '', 'en', { numeric: true });
}

/** Each node and what it does for the Service, in order of name. */
export function nodeRows(input: RowInput): NodeRow[] {
  const proxies = proxyRows(input);
  const taken = new Set(proxies.map(({ node }) => node));
  return [...proxies, ...bareRows(input, taken), ...poolRows(input)].sort(compareNodes);
}
