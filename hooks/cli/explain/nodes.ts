import type { CoreConfig } from '../../config.ts';
import type { ExposureState } from '../../exposures/observed.ts';
import { proxyProblem } from '../../exposures/problems.ts';
import type { Proxy } from '../../exposures/proxies.ts';
import { readRollout } from '../../exposures/rollout.ts';
import type { Admitted } from '../../kubernetes/service-exposure.ts';
import { readToleration } from '../../kubernetes/tolerations.ts';
import { timeText } from '../../kubernetes/wire.ts';
import type { Node } from '../../pools/members.ts';
import { objectionToNode } from '../placement.ts';
import type { PortUse } from '../port-uses.ts';

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
  readonly nodes: readonly Node[];
  /** Uses of host ports; undefined: they were not read. */
  readonly uses: readonly PortUse[] | undefined;
  readonly config: CoreConfig;
  readonly now: number;
}

type Activity = Pick<NodeRow, 'proxy' | 'since' | 'detail'>;

/** Whether a pod of another Service, or none, holds an admitted port. */
function isRival(use: PortUse, { state, admitted }: RowInput): boolean {
  const { metadata, spec } = state.exposure;
  const { hostIP } = spec.options;
  const { port, protocol, address, holder } = use;
  if (use.state === 'waiting' || holder === `Service ${metadata.namespace}/${spec.service.name}`)
    return false;
  const isSameAddress = address === null || hostIP === undefined || address === hostIP;
  return isSameAddress && admitted.ports.includes(`${port}/${protocol}`);
}

/** Who holds the admitted ports on a node, or on any, each named once. */
function holdersText(place: string | undefined, input: RowInput): string {
  const rivals = (input.uses ?? []).filter((use) => isRival(use, input));
  const texts = rivals
    .filter(({ node }) => place === undefined || node === place)
    .map(({ node, port, protocol, holder }) => {
      const where = place === undefined ? ` on ${node ?? 'a node'}` : '';
      return `${port}/${protocol} is used by ${holder}${where}`;
    });
  return [...new Set(texts)].join('; ') || 'no pod uses the port now; a program of the node may';
}

function activityOf(proxy: Proxy, input: RowInput): Activity {
  const { state, admitted, config, now, uses } = input;
  const { createdAt, readySince, terminatingSince, unschedulable } = proxy;
  const activity = (text: string, since: number, detail: string | null = null) => ({
    proxy: text,
    since: since === 0 ? null : timeText(since),
    detail,
  });
  if (terminatingSince !== undefined) return activity('terminating', terminatingSince);
  if (readySince !== undefined) return activity('ready', readySince);
  const rollout = readRollout(state, admitted, state.proxies);
  const retention = config.retentionSeconds * 1000;
  const found = proxyProblem(proxy, { admitted, rollout, rivals: state.rivals, retention, now });
  if (found === undefined) return activity('starting', createdAt);
  const isTaken = found.reason === 'PortTaken' && uses !== undefined;
  const detail = isTaken ? holdersText(proxy.node, input) : found.message;
  return activity(found.reason, unschedulable?.since ?? createdAt, detail);
}

/** From the name of a node to its IP addresses, and whether the ServiceExposure reports it. */
function placeOf({ state, nodes }: RowInput) {
  const entries = new Map(state.previous.nodes.map((entry) => [entry.name, entry.addresses]));
  const own = new Map(nodes.map(({ metadata, status }) => [metadata.name, status?.addresses ?? []]));
  return (name: string) => {
    const ips = (own.get(name) ?? []).filter(({ type }) => type.endsWith('IP')).map(({ address }) => address);
    const published = entries.get(name) ?? [];
    return {
      node: name,
      addresses: published.length > 0 ? published : ips,
      published: entries.has(name),
    };
  };
}

const MISSING = 'a proxy is missing here';

/** Nodes in the status without a pod: kube-proxy serves there, or a proxy is being replaced. */
function withoutPod({ state, admitted }: RowInput): [string, Activity][] {
  return state.previous.nodes.map(({ name, replacingSince = null }) => [
    name,
    admitted.workload === 'None'
      ? { proxy: 'not needed', since: null, detail: null }
      : { proxy: 'replacing', since: replacingSince, detail: MISSING },
  ]);
}

/** Nodes without anything, and why a DaemonSet has no pod there. */
function bare({ admitted, nodes, config }: RowInput): [string, Activity][] {
  if (admitted.workload !== 'DaemonSet') return [];
  const linux = { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] } as const;
  const required = [linux, ...(admitted.nodeSelector ?? [])];
  const tolerations = [...config.tolerations, ...(admitted.tolerations ?? [])].map(readToleration);
  return nodes.map((node) => {
    const detail = objectionToNode(required, tolerations, node) ?? MISSING;
    return [node.metadata.name, { proxy: 'none', since: null, detail }];
  });
}

function compareNodes(a: NodeRow, b: NodeRow): number {
  if ((a.node === null) !== (b.node === null)) return a.node === null ? 1 : -1;
  return (a.node ?? '').localeCompare(b.node ?? '', 'en', { numeric: true });
}

/** Each node and what it does for the Service, in order of name. */
export function nodeRows(input: RowInput): NodeRow[] {
  const place = placeOf(input);
  const rows = input.state.proxies.map((proxy): NodeRow => {
    const nowhere = { node: null, addresses: [], published: false };
    return { ...(proxy.node === undefined ? nowhere : place(proxy.node)), ...activityOf(proxy, input) };
  });
  const known = new Set(rows.map(({ node }) => node));
  for (const [name, activity] of [...withoutPod(input), ...bare(input)]) {
    if (!known.has(name)) rows.push({ ...place(name), ...activity });
    known.add(name);
  }
  return rows.sort(compareNodes);
}
