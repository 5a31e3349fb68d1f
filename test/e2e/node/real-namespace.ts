import { strict as assert } from 'node:assert';

import type { V1Pod } from '@kubernetes/client-node';

import { nodeOf } from '../../framework/cluster/load-balancer.ts';
import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { servicePort } from '../../framework/cluster/service.ts';
import { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import type { Target } from '../../framework/network/traffic.ts';
import { deployBackends } from './backends.ts';
import type { Backends } from './backends.ts';
import type { RealCluster } from './real-cluster.ts';
import { everyAddress, translates } from './real-node.ts';
import { reaches } from './traffic.ts';

/** What answers at the published addresses: kube-proxy (VIP), or the proxies alone. */
export type IpMode = 'VIP' | 'Proxy';

/** What users do with Services, and what a client outside the cluster then sees. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly run: (namespace: RealNamespace) => Promise<void>;
}

/** Those that the files of `cases/` have added. */
export const cases: Case[] = [];

/** Adds a case, which runs with each ip-mode. */
export function addCase(name: string, title: string, run: Case['run']): void {
  cases.push({ name, title, run });
}

/** The namespace of one case on a cluster of real nodes. */
export class RealNamespace extends TestNamespace<RealCluster> {
  readonly ipMode: IpMode;
  /** Also when the node of the hook fails. */
  protected override readonly interrupted =
    /connection refused|connection reset|EOF|context canceled|Client\.Timeout exceeded/;

  constructor(cluster: RealCluster, name: string, ipMode: IpMode) {
    super(cluster, name);
    this.ipMode = ipMode;
  }

  /** Starts pods that answer, and waits until they do. */
  async backends(replicas = 4): Promise<Backends> {
    const backends = await deployBackends(this.cluster.api, this.name, replicas);
    this.afterwards(() => backends.delete());
    return backends;
  }

  /** Creates a Service for the backends, on ports such as `80` or `'80/UDP'`, and waits until it has all addresses. */
  async expose(
    ports: readonly (number | string)[],
    spec: Record<string, unknown> = {},
  ): Promise<LoadBalancer> {
    const service = await this.createService('web', {
      ports,
      annotations: { 'ip-mode': this.ipMode },
      spec: { selector: { app: 'backend' }, ports: ports.map(backendPort), ...spec },
    });
    await service.exposedAt(everyAddress);
    return service;
  }

  /** Starts pods that answer, and exposes one TCP port of them, which answers at every published address. */
  async exposeOne(spec: Record<string, unknown> = {}, replicas?: number) {
    const port = this.port();
    const backends = await this.backends(replicas);
    const web = await this.expose([port], spec);
    await this.reachable(port);
    return { port, backends, web };
  }

  /** Waits until a port answers at every published address, by kube-proxy or by proxies as the ip-mode says. */
  async reachable(port: number, protocol: Target['protocol'] = 'TCP'): Promise<void> {
    for (const target of targets(port, protocol)) {
      await this.translated(target, this.ipMode === 'VIP');
      await reaches(target);
    }
  }

  /** Waits until the kube-proxies of all nodes translate what is sent to a published address, or do not. */
  async translated(target: Target, wanted: boolean): Promise<void> {
    for (const node of this.cluster.nodes) await translates(node, target, wanted);
  }

  /** The proxy of a Service on a node. */
  async proxyOn(service: LoadBalancer, node: string): Promise<V1Pod> {
    const found = (await service.proxies()).find((pod) => nodeOf(pod) === node);
    assert.ok(found, `no proxy on ${node}`);
    return found;
  }
}

/** A port of a Service that leads to the backends. */
export function backendPort(port: number | string): object {
  return { ...servicePort(port), targetPort: 8080 };
}

/** The same port at every published address. */
export function targets(port: number, protocol: Target['protocol'] = 'TCP', from?: string): Target[] {
  const sender = from === undefined ? {} : { from };
  return everyAddress.map((address) => ({ protocol, address, port, ...sender }));
}
