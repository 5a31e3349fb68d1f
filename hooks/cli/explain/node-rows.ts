import type { CoreConfig } from '../../config.ts';
import type { ExposureState } from '../../exposures/observed.ts';
import { proxyProblem } from '../../exposures/problems.ts';
import type { Proxy } from '../../exposures/proxies.ts';
import type { ProxyContext } from '../../exposures/replacement.ts';
import { readRollout } from '../../exposures/rollout.ts';
import { readPort } from '../../kubernetes/ports.ts';
import type { Admitted, ExposureNode } from '../../kubernetes/service-exposure.ts';
import { timeText } from '../../kubernetes/wire.ts';
import type { Answer } from '../../services/answer.ts';
import { areRivals, holderText } from '../ports/holders.ts';
import type { Holder } from '../ports/holders.ts';
import type { World } from '../world/world.ts';
import { objectionToNode } from './placement.ts';

/** A node and what it does for the Service. */
export interface NodeRow {
  /** null: the proxy has no node yet. */
  readonly node: string | null;
  readonly addresses: readonly string[];
  /** `ready`, `starting`, `terminating`, `replacing`, `not needed`, `none`, or the reason why it is not ready. */
  readonly proxy: string;
  /** Since when, RFC 3339; null: not known. */
  readonly since: string | null;
  readonly published: boolean;
  readonly detail: string | null;
}

/** What rows are made of. */
export interface RowInput {
  readonly state: ExposureState;
  readonly admitted: Admitted;
  readonly world: World;
  readonly answer: Answer;
  readonly holders: readonly Holder[] | undefined;
  readonly config: CoreConfig;
  readonly now: number;
}

type State = Pick<NodeRow, 'proxy' | 'since' | 'detail'>;

function stateText(proxy: string, since: number | undefined, detail: string | null = null): State {
  return { proxy, since: since ? timeText(since) : null, detail };
}

/** Who holds the admitted ports on a node, each named once. */
function holdersText(node: string | undefined, { state, admitted, holders }: RowInput): string {
  if (holders === undefined) return '';
  const { metadata, spec } = state.exposure;
  const ports = admitted.ports.map(readPort);
  const rivals = holders.filter(
    (holder) =>
      (node === undefined || holder.node === node) &&
      !holder.waiting &&
      holder.service !== `${metadata.namespace}/${spec.service.name}` &&
      ports.some((port) => areRivals(holder, { ...port, hostIP: spec.options.hostIP })),
  );
  const texts = rivals.map((holder) => {
    const where = node === undefined ? ` on ${holder.node ?? 'a node'}` : '';
    return `${holder.port}/${holder.protocol} is used by ${holderText(holder)}${where}`;
  });
  if (texts.length > 0) return [...new Set(texts)].join('; ');
  return 'no pod uses the port now; a program of the node may';
}

function contextOf({ state, admitted, config, now }: RowInput): ProxyContext {
  const rollout = readRollout(state, admitted, state.proxies);
  const { rivals } = state;
  return { admitted, rollout, rivals, retention: config.retentionSeconds * 1000, now };
}

function stateOf(proxy: Proxy, context: ProxyContext, input: RowInput): State {
  if (proxy.terminatingSince !== undefined) return stateText('terminating', proxy.terminatingSince);
  if (proxy.readySince !== undefined) return stateText('ready', proxy.readySince);
  const found = proxyProblem(proxy, context);
  if (found === undefined) return stateText('starting', proxy.createdAt);
  const holders = found.reason === 'PortTaken' ? holdersText(proxy.node, input) : '';
  return stateText(found.reason, proxy.unschedulable?.since ?? proxy.createdAt, holders || found.message);
}

/** From the name of a node to its IP addresses, and to its entry in the status of the ServiceExposure. */
function readNodes({ state, world: { nodes } }: RowInput) {
  const entries = new Map(state.previous.nodes.map((entry) => [entry.name, entry]));
  const own = new Map(nodes.map((node) => [node.metadata.name, node.status?.addresses ?? []]));
  return (name: string) => {
    const entry = entries.get(name);
    const ips = (own.get(name) ?? []).filter(({ type }) => type.endsWith('IP')).map(({ address }) => address);
    const addresses = entry && entry.addresses.length > 0 ? entry.addresses : ips;
    return { node: name, addresses, published: entry !== undefined };
  };
}

/** Nodes in the status without a pod: kube-proxy answers there, or a proxy is being replaced. */
function servingState({ replacingSince }: ExposureNode, admitted: Admitted): State {
  if (admitted.workload === 'None') return stateText('not needed', undefined);
  return { proxy: 'replacing', since: replacingSince ?? null, detail: 'a proxy is missing here' };
}

/** Why a node has no proxy. */
function bareState(node: World['nodes'][number], { answer: { attachments } }: RowInput): State | undefined {
  for (const { kind, spec } of attachments) {
    if (kind !== 'DaemonSet' || spec === undefined || !('template' in spec)) continue;
    const objection = spec.template.spec && objectionToNode(spec.template.spec, node);
    return stateText('none', undefined, objection ?? 'a proxy is missing here');
  }
  return undefined;
}

function compareNodes(a: NodeRow, b: NodeRow): number {
  if ((a.node === null) !== (b.node === null)) return a.node === null ? 1 : -1;
  return (a.node ?? '').localeCompare(b.node ?? '', 'en', { numeric: true });
}

/** Each node and what it does for the Service, in order of name. */
export function nodeRows(input: RowInput): NodeRow[] {
  const { state, admitted, world } = input;
  const context = contextOf(input);
  const read = readNodes(input);
  const nowhere = { node: null, addresses: [], published: false };
  const rows = state.proxies.map((proxy): NodeRow => {
    const place = proxy.node === undefined ? nowhere : read(proxy.node);
    return { ...place, ...stateOf(proxy, context, input) };
  });
  const known = new Set(rows.map(({ node }) => node));
  for (const entry of state.previous.nodes) {
    if (!known.has(entry.name)) rows.push({ ...read(entry.name), ...servingState(entry, admitted) });
    known.add(entry.name);
  }
  for (const node of world.nodes) {
    const { name } = node.metadata;
    const bare = known.has(name) ? undefined : bareState(node, input);
    if (bare !== undefined) rows.push({ ...read(name), ...bare });
  }
  return rows.sort(compareNodes);
}
