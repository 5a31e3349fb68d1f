import type { CoreConfig } from '../../config.ts';
import type { AdmittedExposure } from '../../exposures/admitted.ts';
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
import { LAST, sortedBy } from '../text.ts';

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
  /** Uses of host ports: at least its own. */
  readonly uses: readonly PortUse[];
  readonly config: CoreConfig;
  readonly now: number;
}

const MISSING = 'a proxy is missing here';

/** Who holds the admitted ports on a node, or on any, each named once. */
function holdersText(place: string | undefined, { state, admitted, uses }: RowInput): string {
  const rivals = uses.filter((use) => isRival(use, state.exposure, admitted.ports));
  const here = rivals.filter(({ node }) => place === undefined || node === place);
  const texts = here.map(({ node, port, protocol, holder }) => {
    const where = place === undefined ? ` on ${node ?? 'a node'}` : '';
    return `${port}/${protocol} is used by ${holder}${where}`;
  });
  return [...new Set(texts)].join('; ') || 'no pod uses the port now; a program of the node may';
}

function activityOf(proxy: Proxy, input: RowInput, of: AdmittedExposure): Activity {
  const { createdAt, readySince, terminatingSince, unschedulable } = proxy;
  const activity = (text: string, since: number, detail: string | null = null): Activity => {
    return { proxy: text, since: since === 0 ? null : timeText(since), detail };
  };
  if (terminatingSince !== undefined) return activity('terminating', terminatingSince);
  if (readySince !== undefined) return activity('ready', readySince);
  const found = proxyProblem(proxy, of);
  if (found === undefined) return activity('starting', createdAt);
  const detail = found.reason === 'PortTaken' ? holdersText(proxy.node, input) : found.message;
  return activity(found.reason, unschedulable?.since ?? createdAt, detail);
}

/** What a node of the status does without a pod: kube-proxy serves there, or a proxy is being replaced. */
function activityWithoutPod({ workload }: Admitted, since: string | null): Activity {
  if (workload === 'None') return { proxy: 'not needed', since: null, detail: null };
  return { proxy: 'replacing', since, detail: MISSING };
}

/** Why a DaemonSet has no pod on a node. */
function activityWithoutProxy({ admitted, config }: RowInput, node: Node): Activity {
  const linux = { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] } as const;
  const required = [linux, ...(admitted.nodeSelector ?? [])];
  const tolerations = [...config.tolerations, ...(admitted.tolerations ?? [])].map(readToleration);
  return { proxy: 'none', since: null, detail: objectionToNode(required, tolerations, node) ?? MISSING };
}

/** The IP addresses that a node has. */
function addressesOf(node: Node | undefined): string[] {
  const reported = node?.status?.addresses ?? [];
  return reported.filter(({ type }) => type.endsWith('IP')).map(({ address }) => address);
}

/** Why a node with a ready proxy is not published. */
function detailOf({ proxy, detail }: Activity, node: Node | undefined): string | null {
  return proxy === 'ready' && node?.spec?.unschedulable === true ? 'the node is cordoned' : detail;
}

/** Each node and what it does for the Service, in order of name; first those with a pod, then those of the status. */
export function nodeRows(input: RowInput): NodeRow[] {
  const { state, admitted, nodes, config, now } = input;
  const retention = config.retentionSeconds * 1000;
  const of = { ...state, admitted, pool: undefined, rollout: readRollout(state, admitted), retention, now };
  const byName = new Map(nodes.map((each) => [each.metadata.name, each]));
  const published = new Map(state.previous.nodes.map((entry) => [entry.name, entry.addresses]));
  const row = (name: string | undefined, activity: Activity): NodeRow => {
    const node = byName.get(name ?? '');
    const own = published.get(name ?? '');
    const addresses = own !== undefined && own.length > 0 ? own : addressesOf(node);
    const detail = own === undefined ? detailOf(activity, node) : activity.detail;
    return { node: name ?? null, addresses, published: own !== undefined, ...activity, detail };
  };
  const rows = state.proxies.map((proxy) => row(proxy.node, activityOf(proxy, input, of)));
  const known = new Set(rows.map(({ node }) => node));
  const add = (node: string, activity: Activity) => {
    if (!known.has(node)) rows.push(row(node, activity));
    known.add(node);
  };
  for (const { name, replacingSince } of state.previous.nodes)
    add(name, activityWithoutPod(admitted, replacingSince ?? null));
  for (const node of admitted.workload === 'DaemonSet' ? nodes : [])
    add(node.metadata.name, activityWithoutProxy(input, node));
  return sortedBy(rows, ({ node }) => node ?? LAST);
}
