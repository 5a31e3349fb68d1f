import { addAddresses, addressIn, join, route } from './link.ts';
import type { Addresses } from './link.ts';
import { createNamespace, setNet } from './namespace.ts';
import type { Namespace } from './namespace.ts';

/** The node of the proxy, a client outside the cluster, a backend on the node and one on another node. */
export interface Network {
  readonly client: Namespace;
  readonly node: Namespace;
  readonly backend: Namespace;
  readonly otherNode: Namespace;
  readonly otherBackend: Namespace;
  /** A pod on the node, and its addresses. */
  readonly addPod: () => Promise<{ pod: Namespace; addresses: Addresses }>;
  readonly close: () => void;
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

function forward(namespace: Namespace, value = 1): void {
  setNet(namespace, 'ipv4/ip_forward', value);
  setNet(namespace, 'ipv6/conf/all/forwarding', value);
}

function connect({
  client,
  node,
  backend,
  otherNode,
  otherBackend,
}: Omit<Network, 'addPod' | 'close'>): void {
  [node, otherNode].forEach((router) => {
    forward(router);
  });
  route(client, join(node, client, LINKS.client).near);
  addAddresses(client, node, CLIENT_ALIAS);
  addAddresses(node, client, NODE_ALIAS);
  route(backend, join(node, backend, LINKS.backend).near);
  const nodes = join(node, otherNode, LINKS.nodes);
  route(otherNode, nodes.near);
  route(otherBackend, join(otherNode, otherBackend, LINKS.otherBackend).near);
  const behindOther = { IPv4: '198.18.3.0/24', IPv6: 'fd00:3::/64' };
  route(node, nodes.far, behindOther);
}

/** Makes the namespaces and the veths between them, as `test/proxy/README.md` draws them. */
export async function createNetwork(): Promise<Network> {
  const all = await Promise.all([
    createNamespace('client'),
    createNamespace('node'),
    createNamespace('backend'),
    createNamespace('other-node'),
    createNamespace('other-pod'),
  ]);
  const [client, node, backend, otherNode, otherBackend] = all;
  const namespaces = { client, node, backend, otherNode, otherBackend };
  connect(namespaces);
  const pods: Namespace[] = [];
  // Each pod has addresses of its own, so that no connection of the one before can be taken for one of its own.
  const addPod = async (): Promise<{ pod: Namespace; addresses: Addresses }> => {
    const number = 10 + pods.length;
    const pod = await createNamespace(`pod-${number}`);
    pods.push(pod);
    const { near, far } = join(node, pod, number);
    route(pod, near);
    forward(pod, 0);
    return { pod, addresses: far };
  };
  const close = (): void => {
    [...all, ...pods].forEach((namespace) => {
      namespace.close();
    });
  };
  return { ...namespaces, addPod, close };
}
