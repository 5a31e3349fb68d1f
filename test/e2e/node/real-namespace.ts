import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { servicePort } from '../../framework/cluster/service.ts';
import { deployBackends } from './backends.ts';
import type { Backends, BackendsRequest } from './backends.ts';
import type { RealCluster } from './cluster/real-cluster.ts';
import { everyAddress } from './cluster/real-node.ts';
import type { Target } from './traffic/client.ts';
import { outageOf } from './traffic/steady.ts';
import type { CallOptions, Tally } from './traffic/steady.ts';

/** What answers at the published addresses: kube-proxy (VIP), or the proxies alone. */
export type IpMode = 'VIP' | 'Proxy';

/** What a file of `cases/` exports: what users do with Services, and what a client outside the cluster then sees. */
export interface Case {
  readonly title: string;
  readonly run: (namespace: RealNamespace) => Promise<void>;
}

/** The namespace of one case on a cluster of real nodes. */
export class RealNamespace extends TestNamespace {
  declare readonly cluster: RealCluster;
  readonly ipMode: IpMode;

  constructor(cluster: RealCluster, name: string, ipMode: IpMode) {
    super(cluster, name);
    this.ipMode = ipMode;
  }

  /** Starts pods that answer, and waits until they do. */
  async backends(request: BackendsRequest = {}): Promise<Backends> {
    const { api } = this.cluster;
    const backends = await deployBackends(api, this.name, request);
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

  /** Waits until a port answers at every published address, by kube-proxy or by proxies as the ip-mode says. */
  async reachable(port: number, protocol: Target['protocol'] = 'TCP'): Promise<void> {
    for (const target of targets(port, protocol)) {
      for (const node of this.cluster.nodes) await node.translates(target, this.ipMode === 'VIP');
      await this.cluster.client.reaches(target);
    }
  }

  /** Calls every target steadily during the action; prints the results, and returns them in order. */
  async whileCalling(
    called: readonly Target[],
    options: CallOptions,
    action: () => Promise<void>,
  ): Promise<Tally[]> {
    const ends = await Promise.all(called.map((target) => this.cluster.client.callSteadily(target, options)));
    let tallies: Tally[];
    try {
      await action();
    } finally {
      tallies = await Promise.all(ends.map((end) => end()));
    }
    for (const [index, tally] of tallies.entries()) report(called[index], tally);
    return tallies;
  }
}

function report(target: Target | undefined, tally: Tally): void {
  const { made, failed, slow, errors } = tally;
  const failures = failed > 0 ? ` ${JSON.stringify(errors)}, outage ${outageOf(tally)} ms` : '';
  const at = `${target?.protocol ?? ''} at ${target?.address ?? ''}`;
  console.log(`        ${at}: ${made} calls, ${failed} failed, ${slow} slow${failures}`);
}

/** A port of a Service that leads to the backends. */
export function backendPort(port: number | string): object {
  return { ...servicePort(port), targetPort: 8080 };
}

/** The same port at every published address. */
export function targets(port: number, protocol: Target['protocol'] = 'TCP', from?: string): Target[] {
  return everyAddress.map((address) => ({
    protocol,
    address,
    port,
    ...(from === undefined ? {} : { from }),
  }));
}
