import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { createNamespace, OWN, runIn, setNet } from './namespace.ts';
import type { Namespace } from './namespace.ts';

/** An address of each family. */
export interface Addresses {
  readonly IPv4: string;
  readonly IPv6: string;
}

/** The node of the proxy, a client outside the cluster, a backend on the node and one on another node. */
export interface Network {
  /** The test run itself. */
  readonly client: Namespace;
  readonly node: Namespace;
  readonly backend: Namespace;
  /** A pod on the node, and its addresses. */
  readonly addPod: () => Promise<{ pod: Namespace; addresses: Addresses }>;
  readonly close: () => void;
}

/** The address in the network of a link. Only ranges that are set aside for tests and for private use are used. */
function addressIn(link: number, host: number): Addresses {
  return { IPv4: `198.18.${link}.${host}`, IPv6: `fd00:${link}::${host}` };
}

const LINKS = { client: 0, backend: 1, nodes: 2, otherBackend: 3 };
/** What kube-proxy translates. */
export const CLUSTER_IP: Addresses = { IPv4: '198.19.0.10', IPv6: 'fd00:ffff::10' };
/** The node's own, which clients connect to; an alias is a second address. */
export const NODE = addressIn(LINKS.client, 1);
export const NODE_ALIAS = addressIn(LINKS.client, 11);
/** The client's own, which source ranges allow or not. */
export const CLIENT = addressIn(LINKS.client, 2);
export const CLIENT_ALIAS = addressIn(LINKS.client, 3);
export const BACKEND = addressIn(LINKS.backend, 2);
export const OTHER_BACKEND = addressIn(LINKS.otherBackend, 2);

/** The ports of the backends. */
export const MANY_PORTS = Array.from({ length: 200 }, (_, index) => 20_000 + index);
const SERVED = ['80/TCP', '443/TCP', '20000-20199/TCP', '53/UDP', '443/UDP'];

/** Gives the end of the link to `peer` that is in `namespace` an address. */
function addAddress(namespace: Namespace, peer: Namespace, { IPv4, IPv6 }: Addresses): void {
  const device = `to-${peer.name}`;
  // Without duplicate address detection an IPv6 address can be used at once.
  const commands = [`address add ${IPv4}/24 dev ${device}`, `address add ${IPv6}/64 dev ${device} nodad`];
  runIn(namespace, ['ip', '-batch', '-'], commands.join('\n'));
}

/** Joins two namespaces by a veth; `near` gets the address with 1 at its end, `far` the one with 2. */
function connect(near: Namespace, far: Namespace, link: number): { near: Addresses; far: Addresses } {
  const [there, back] = [`to-${far.name}`, `to-${near.name}`];
  const peer = ['peer', 'name', back, 'netns', String(far.pid)];
  runIn(near, ['ip', 'link', 'add', there, 'type', 'veth', ...peer]);
  const ends = { near: addressIn(link, 1), far: addressIn(link, 2) };
  addAddress(near, far, ends.near);
  addAddress(far, near, ends.far);
  runIn(near, ['ip', 'link', 'set', there, 'up']);
  runIn(far, ['ip', 'link', 'set', back, 'up']);
  return ends;
}

/** Sends what is for `destination` (`default`, or a prefix of each family) by way of the router. */
function route(from: Namespace, router: Addresses, prefix?: Addresses): void {
  for (const family of ['IPv4', 'IPv6'] as const) {
    const flag = family === 'IPv4' ? '-4' : '-6';
    runIn(from, ['ip', flag, 'route', 'add', prefix?.[family] ?? 'default', 'via', router[family]]);
  }
}

function forward(namespace: Namespace, value: number): void {
  setNet(namespace, 'ipv4/ip_forward', value);
  setNet(namespace, 'ipv6/conf/all/forwarding', value);
}

/** Starts a backend; how to end it. */
async function serve({ entry }: Namespace, name: string): Promise<() => void> {
  const program = [process.execPath, ...process.execArgv, join(import.meta.dirname, 'serve.ts')];
  const server = spawn('nsenter', [...entry, ...program, ...SERVED], {
    env: { ...process.env, NAME: name },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout, 'data');
  return () => server.kill('SIGKILL');
}

/** Makes the namespaces and the veths between them, as `test/proxy/README.md` draws them. */
export async function createNetwork(): Promise<Network> {
  const names = ['node', 'backend', 'other-node', 'other-pod'] as const;
  const made = await Promise.all(names.map((name) => createNamespace(name)));
  const [node, backend, otherNode, otherBackend] = made as [Namespace, Namespace, Namespace, Namespace];
  forward(node, 1);
  forward(otherNode, 1);
  route(OWN, connect(node, OWN, LINKS.client).near);
  addAddress(OWN, node, CLIENT_ALIAS);
  addAddress(node, OWN, NODE_ALIAS);
  route(backend, connect(node, backend, LINKS.backend).near);
  const nodes = connect(node, otherNode, LINKS.nodes);
  route(otherNode, nodes.near);
  route(otherBackend, connect(otherNode, otherBackend, LINKS.otherBackend).near);
  route(node, nodes.far, { IPv4: '198.18.3.0/24', IPv6: 'fd00:3::/64' });
  const endings = await Promise.all([serve(backend, 'backend'), serve(otherBackend, 'other')]);

  const pods: Namespace[] = [];
  // Each pod has addresses of its own, so that no connection of the one before can be taken for one of its own.
  const addPod = async (): Promise<{ pod: Namespace; addresses: Addresses }> => {
    const number = 10 + pods.length;
    const pod = await createNamespace(`pod-${number}`);
    pods.push(pod);
    const { near, far } = connect(node, pod, number);
    route(pod, near);
    forward(pod, 0);
    return { pod, addresses: far };
  };
  const close = (): void => {
    // A namespace ends some time after its processes; the next network needs the device's name and addresses at once.
    runIn(OWN, ['ip', 'link', 'delete', 'to-node']);
    for (const end of [...endings, ...[...made, ...pods].map((namespace) => namespace.close)]) end();
  };
  return { client: OWN, node, backend, addPod, close };
}
