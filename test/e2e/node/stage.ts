import type { LoadBalancer } from '../framework/load-balancer.ts';
import type { Scene } from '../framework/scene.ts';
import { servicePort } from '../framework/service.ts';
import { deployBackends } from './backends.ts';
import type { Backends, BackendsRequest } from './backends.ts';
import type { Lab } from './lab/lab.ts';
import { everyAddress } from './lab/real-node.ts';
import type { Target } from './traffic/exchange.ts';
import { outageOf } from './traffic/steady.ts';
import type { Manner, Tally } from './traffic/steady.ts';

/** Who answers at the published addresses: kube-proxy (VIP) or the proxies alone. */
export type IpMode = 'VIP' | 'Proxy';

/** What users do with Services, and what somebody outside the cluster then sees. */
export interface Case {
  /** A sentence for the report. */
  title: string;
  /** A DNS label, the start of the namespace's name. */
  name: string;
  play: (stage: Stage) => Promise<void>;
}

/** One case's own namespace on the lab that all cases share, with the words that cases are told in. */
export class Stage {
  readonly lab: Lab;
  readonly scene: Scene;
  readonly ipMode: IpMode;

  constructor(lab: Lab, scene: Scene, ipMode: IpMode) {
    this.lab = lab;
    this.scene = scene;
    this.ipMode = ipMode;
  }

  /** Starts pods that answer, and waits until they do. */
  async backends(request: BackendsRequest = {}): Promise<Backends> {
    const { api } = this.lab;
    const backends = await deployBackends(api, this.scene.namespace, request);
    this.scene.afterwards(() => backends.delete());
    return backends;
  }

  /** Creates a Service for the backends, on ports such as `80` or `'80/UDP'`, and waits until it has all addresses. */
  async expose(
    ports: readonly (number | string)[],
    spec: Record<string, unknown> = {},
  ): Promise<LoadBalancer> {
    const service = await this.scene.createService('web', {
      ports,
      annotations: { 'ip-mode': this.ipMode },
      spec: { selector: { app: 'backend' }, ports: ports.map(backendPort), ...spec },
    });
    await service.exposedAt(everyAddress, 60_000);
    return service;
  }

  /** Waits until a port answers at every published address, and by those whom the ip-mode means. */
  async reachable(port: number, protocol: Target['protocol'] = 'TCP'): Promise<void> {
    for (const target of targets(port, protocol)) {
      for (const node of this.lab.nodes) await node.translates(target, this.ipMode === 'VIP');
      await this.lab.client.reaches(target);
    }
  }

  /** Calls every target steadily during the action; reports what became of the calls, and returns it in order. */
  async whileCalling(
    called: readonly Target[],
    manner: Manner,
    action: () => Promise<void>,
  ): Promise<Tally[]> {
    const ends = await Promise.all(called.map((target) => this.lab.client.callSteadily(target, manner)));
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
