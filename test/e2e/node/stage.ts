import type { LoadBalancer } from '../framework/load-balancer.ts';
import type { Scene } from '../framework/scene.ts';
import { deployBackends } from './backends.ts';
import type { Backends, BackendsRequest } from './backends.ts';
import type { Lab } from './lab/lab.ts';
import { everyAddress } from './lab/real-node.ts';
import type { Target } from './traffic/exchange.ts';
import { outageOf } from './traffic/steady.ts';
import type { Tally } from './traffic/steady.ts';

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
      if (this.ipMode === 'VIP') await Promise.all(this.lab.nodes.map((node) => node.translates(target)));
      await this.lab.client.reaches(target);
    }
  }

  /** Adds numbers to the report. */
  tell(what: string, tally: Tally): void {
    const { made, failed, slow, errors } = tally;
    const failures = failed > 0 ? ` ${JSON.stringify(errors)}, outage ${outageOf(tally)} ms` : '';
    console.log(`        ${what}: ${made} made, ${failed} failed, ${slow} slow${failures}`);
  }
}

/** A port of a Service that leads to the backends. */
export function backendPort(port: number | string): object {
  const [number = '', protocol = 'TCP'] = String(port).split('/');
  return { name: `${protocol.toLowerCase()}-${number}`, port: Number(number), protocol, targetPort: 8080 };
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
