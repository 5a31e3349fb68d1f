import type { Argv } from 'yargs';
import { readProxy } from '../../exposures/proxies.ts';
import { controllerOf } from '../../kubernetes/objects.ts';
import type { Pod } from '../../kubernetes/objects.ts';
import { readPort } from '../../kubernetes/ports.ts';
import { isOfItsService } from '../../kubernetes/service-exposure.ts';
import type { ServiceExposure } from '../../kubernetes/service-exposure.ts';
import { connect, readWorld } from '../cluster.ts';
import { text, withCluster } from '../options.ts';
import { EXIT, usageError, writeNotes } from '../terminal.ts';
import type { Choose, ExitCode, Terminal } from '../terminal.ts';
import { paintFor, structuredText, tableText } from '../text.ts';
import type { Cell, Paint } from '../text.ts';
import { keyOf } from '../world.ts';
import type { World } from '../world.ts';

/** Who uses a host port of a node, or waits for it. */
export interface PortUse {
  /** null: it has none yet. */
  readonly node: string | null;
  readonly port: number;
  readonly protocol: string;
  /** The address of the node that the port is bound to; null: all of them. */
  readonly address: string | null;
  /** `Service shop/web`, `pod shop/web-7d9c4`, `host-network pod kube-system/etcd-n1`. */
  readonly holder: string;
  readonly pod: string | null;
  /** `published`: kube-proxy serves, and no pod holds the port. */
  readonly state: 'held' | 'waiting' | 'published';
}

function serviceText({ metadata, spec }: ServiceExposure): string {
  return `Service ${metadata.namespace}/${spec.service.name}`;
}

/** What a ServiceExposure reports. Without proxies kube-proxy serves at the addresses of each node. */
function usesOfExposure(exposure: ServiceExposure): PortUse[] {
  const { admitted, nodes = [] } = exposure.status ?? {};
  if (admitted === undefined) return [];
  const isPublished = admitted.workload === 'None';
  const common = {
    holder: serviceText(exposure),
    pod: null,
    state: isPublished ? 'published' : 'held',
  } as const;
  return nodes.flatMap(({ name: node, addresses }) =>
    (isPublished ? addresses : [exposure.spec.options.hostIP ?? null]).flatMap((address) =>
      admitted.ports.map((port) => ({ node, ...readPort(port), address, ...common })),
    ),
  );
}

/** The name that a pod's workload shares with the ServiceExposure, `shop/<name>`. A label alone would prove nothing. */
function workloadOf(pod: Pod): string {
  const { kind, name = '' } = controllerOf(pod) ?? {};
  return `${pod.metadata?.namespace ?? ''}/${kind === 'ReplicaSet' ? name.replace(/-[^-]*$/, '') : name}`;
}

// A sidecar is an init container that continues to run. A host-network pod has the ports of its node, as far as it names them.
function portsOf({ spec }: Pod) {
  const { containers = [], initContainers, hostNetwork } = spec ?? {};
  const sidecars = (initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...sidecars, ...containers].flatMap((container) => container.ports ?? []);
  const held = ports.map((port) => ({
    ...port,
    port: port.hostPort ?? (hostNetwork ? port.containerPort : 0),
  }));
  return held.filter(({ port }) => port > 0);
}

/** What a pod holds or waits for. */
function usesOfPod(pod: Pod, service: string | undefined): PortUse[] {
  const { node = null, isScheduled } = readProxy(pod);
  const name = keyOf(pod);
  return portsOf(pod).map(({ port, protocol, hostIP }) => ({
    node,
    port,
    protocol: protocol ?? 'TCP',
    address: !hostIP || hostIP === '0.0.0.0' || hostIP === '::' ? null : hostIP,
    holder: service ?? `${pod.spec?.hostNetwork ? 'host-network pod' : 'pod'} ${name}`,
    pod: name,
    state: isScheduled ? 'held' : 'waiting',
  }));
}

/**
 * Every use of a host port.
 * 1. Of pods: those of host-network pods, of others, and of proxies, also if they do not serve or wait.
 * 2. Of ServiceExposures: what they report and no pod shows, because there is none, or pods may not be read.
 */
export function portUses({ exposures, pods }: World): PortUse[] {
  const own = exposures.filter(isOfItsService);
  const services = new Map(own.map((exposure) => [keyOf(exposure), serviceText(exposure)]));
  const running = pods.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  const ofPods = running.flatMap((pod) => usesOfPod(pod, services.get(workloadOf(pod))));
  const idOf = ({ node, port, protocol, holder }: PortUse) => `${node ?? ''} ${port}/${protocol} ${holder}`;
  const shown = new Set(ofPods.map(idOf));
  return [...ofPods, ...own.flatMap(usesOfExposure).filter((use) => !shown.has(idOf(use)))];
}

/** Whether another Service or pod holds one of these ports where a ServiceExposure requests it. */
export function isRival(use: PortUse, exposure: ServiceExposure, ports: readonly string[]): boolean {
  const { port, protocol, address, holder, state } = use;
  const { hostIP = null } = exposure.spec.options;
  const isSameAddress = address === null || hostIP === null || address === hostIP;
  const isOther = state !== 'waiting' && holder !== serviceText(exposure);
  return isOther && isSameAddress && ports.includes(`${port}/${protocol}`);
}

function options(command: Argv) {
  return withCluster(command)
    .option('pool', text('Only nodes of this LoadBalancerPool'))
    .option('node', text('Only this node'));
}

type Arguments = Awaited<ReturnType<typeof options>['argv']>;

function nodesWanted({ pools, nodes }: World, { pool, node }: Pick<Arguments, 'pool' | 'node'>) {
  if (node !== undefined && nodes.length > 0 && !nodes.some(({ metadata }) => metadata.name === node))
    throw usageError(`There is no node ${node}; kubectl get nodes lists them.`);
  if (pool === undefined) return node === undefined ? undefined : [node];
  const found = pools.find(({ metadata }) => metadata.name === pool);
  if (found === undefined)
    throw usageError(`There is no LoadBalancerPool ${pool}; kubectl get lbpool lists them.`);
  const names = (found.status?.nodes ?? []).flatMap(({ name }) => name ?? []);
  return node === undefined ? names : names.filter((name) => name === node);
}

const STATES = ['held', 'waiting', 'published'] as const;

// Those without a node come last.
function sortKey({ node, port, protocol, state, holder, address }: PortUse): string {
  const place = node === null ? '2' : `1 ${node}`;
  return [place, port, protocol, STATES.indexOf(state), holder, address ?? ''].join('\t');
}

// localeCompare makes a collator for each comparison.
const NUMERIC = new Intl.Collator('en', { numeric: true });

function cellsOf({ node, port, protocol, address, holder, pod, state }: PortUse): Cell[] {
  const shown: Cell = state === 'waiting' ? { text: state, style: 'yellow' } : state;
  // A pod that is its own holder is not named twice.
  const proxy = pod !== null && !holder.endsWith(pod) ? pod : '-';
  return [node ?? '-', `${port}/${protocol}`, address ?? '*', shown, holder, proxy];
}

function portsTable(uses: readonly PortUse[], paint: Paint): string {
  if (uses.length === 0) return 'No pod holds a host port here.\n';
  return tableText(['NODE', 'PORT', 'ADDRESS', 'STATE', 'HOLDER', 'POD'], uses.map(cellsOf), paint);
}

async function ports(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const cluster = await connect(args);
  const { world, notes } = await readWorld(cluster, { exposures: {}, pods: {}, pools: {}, nodes: {} });
  writeNotes(notes, terminal);
  const wanted = nodesWanted(world, args);
  const uses = portUses(world)
    .filter(({ node }) => wanted === undefined || (node !== null && wanted.includes(node)))
    .sort((a, b) => NUMERIC.compare(sortKey(a), sortKey(b)));
  const { output } = args;
  const paint = paintFor(terminal.colours);
  terminal.out(output === 'table' ? portsTable(uses, paint) : structuredText(uses, output));
  return EXIT.ok;
}

/** Adds `akrobateo ports`. */
export function addPorts(parser: Argv, choose: Choose): Argv {
  return parser.command(
    'ports',
    'Show who holds which host port on which node',
    (command) =>
      options(command)
        .example('$0 ports', 'of all nodes')
        .example('$0 ports --pool edge -o json', 'of the nodes of a pool; for programs'),
    (args) => {
      choose((terminal) => ports(args, terminal));
    },
  );
}
