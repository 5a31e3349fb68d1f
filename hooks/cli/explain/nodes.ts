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
import { isRival } from '../port-uses.ts';
import type { PortUse } from '../port-uses.ts';

/** What a node does for the Service. */
interface Activity {
  /** `ready`, `starting`, `terminating`, `replacing`, `not needed`, `none`, or the reason why it is not ready. */
  readonly proxy: string;
  /** RFC 3339; null: not known. */
  readonly since: string | null;
  readonly detail: string | null;
}

/** A node and what it does for the Service. */
export interface NodeRow extends Activity {
  /** null: the proxy has no node yet. */
  readonly node: string | null;
  readonly addresses: readonly string[];
  readonly published: boolean;
}

/** What rows are made of. */
interface RowInput {
  readonly state: ExposureState;
  readonly admitted: Admitted;
  readonly nodes: readonly Node[];
  /** Uses of host ports; undefined: they were not read. */
  readonly uses: readonly PortUse[] | undefined;
  readonly config: CoreConfig;
  readonly now: number;
}

const MISSING = 'a proxy is missing here';

/** Who holds the admitted ports on a node, or on any, each named once. */
function holdersText(
  place: string | undefined,
  uses: readonly PortUse[],
  { state, admitted }: RowInput,
): string {
  const rivals = uses.filter((use) => isRival(use, state.exposure, admitted.ports));
  const here = rivals.filter(({ node }) => place === undefined || node === place);
  const texts = here.map(({ node, port, protocol, holder }) => {
    const where = place === undefined ? ` on ${node ?? 'a node'}` : '';
    return `${port}/${protocol} is used by ${holder}${where}`;
  });
  return [...new Set(texts)].join('; ') || 'no pod uses the port now; a program of the node may';
}

function activityOf(proxy: Proxy, input: RowInput): Activity {
  const { state, admitted, config, now, uses } = input;
  const { createdAt, readySince, terminatingSince, unschedulable } = proxy;
  const activity = (text: string, since: number, detail: string | null = null): Activity => {
    return { proxy: text, since: since === 0 ? null : timeText(since), detail };
  };
  if (terminatingSince !== undefined) return activity('terminating', terminatingSince);
  if (readySince !== undefined) return activity('ready', readySince);
  const rollout = readRollout(state, admitted, state.proxies);
  const retention = config.retentionSeconds * 1000;
  const found = proxyProblem(proxy, { admitted, rollout, rivals: state.rivals, retention, now });
  if (found === undefined) return activity('starting', createdAt);
  const holders = found.reason === 'PortTaken' && uses ? holdersText(proxy.node, uses, input) : undefined;
  return activity(found.reason, unschedulable?.since ?? createdAt, holders ?? found.message);
}

/** Nodes of the status without a pod: kube-proxy serves there, or a proxy is being replaced. */
function withoutPod({ state, admitted }: RowInput): [string, Activity][] {
  const isNone = admitted.workload === 'None';
  return state.previous.nodes.map(({ name, replacingSince: since = null }) => [
    name,
    isNone
      ? { proxy: 'not needed', since: null, detail: null }
      : { proxy: 'replacing', since, detail: MISSING },
  ]);
}

/** Why a DaemonSet has no pod on nodes. */
function withoutProxy({ admitted, nodes, config }: RowInput): [string, Activity][] {
  if (admitted.workload !== 'DaemonSet') return [];
  const linux = { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] } as const;
  const required = [linux, ...(admitted.nodeSelector ?? [])];
  const tolerations = [...config.tolerations, ...(admitted.tolerations ?? [])].map(readToleration);
  return nodes.map((node) => {
    const detail = objectionToNode(required, tolerations, node) ?? MISSING;
    return [node.metadata.name, { proxy: 'none', since: null, detail }];
  });
}

// Those without a node come last.
const NUMERIC = new Intl.Collator('en', { numeric: true });
const sortKey = ({ node }: NodeRow) => (node === null ? '2' : `1 ${node}`);

/** Each node and what it does for the Service, in order of name. */
export function nodeRows(input: RowInput): NodeRow[] {
  const entries = new Map(input.state.previous.nodes.map((entry) => [entry.name, entry.addresses]));
  const statuses = new Map(input.nodes.map(({ metadata, status }) => [metadata.name, status]));
  const row = (node: string, activity: Activity): NodeRow => {
    const ips = (statuses.get(node)?.addresses ?? []).filter(({ type }) => type.endsWith('IP'));
    const own = entries.get(node) ?? [];
    const addresses = own.length > 0 ? own : ips.map(({ address }) => address);
    return { node, addresses, published: entries.has(node), ...activity };
  };
  const rows = input.state.proxies.map((proxy) => {
    const nowhere = { node: null, addresses: [], published: false };
    const activity = activityOf(proxy, input);
    return proxy.node === undefined ? { ...nowhere, ...activity } : row(proxy.node, activity);
  });
  const known = new Set(rows.map(({ node }) => node));
  for (const [name, activity] of [...withoutPod(input), ...withoutProxy(input)]) {
    if (!known.has(name)) rows.push(row(name, activity));
    known.add(name);
  }
  return rows.sort((a, b) => NUMERIC.compare(sortKey(a), sortKey(b)));
}
