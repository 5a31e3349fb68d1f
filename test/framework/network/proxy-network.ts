import assert from 'node:assert/strict';
import type { V1PodSpec } from '@kubernetes/client-node';
import { createNetwork } from './network.ts';
import type { Network } from './network.ts';
import { serveService } from './kube-proxy.ts';
import { mapHostPorts } from './port-map.ts';
import type { Backends } from './kube-proxy.ts';
import { startPod } from './pod.ts';
import type { Pod } from './pod.ts';
import { podOf } from './service.ts';
import type { ServiceSpec } from './service.ts';
import type { Question, Reply } from './worker/ask.ts';
import { startWorker } from './worker.ts';
import type { Worker } from './worker.ts';

/** A network with a client and two backends in it. */
export interface Scene {
  readonly network: Network;
  readonly client: Worker;
  /** The client asks once. */
  readonly ask: (question: Question) => Promise<Reply>;
  /** Exposes a Service in place of the one before: cluster IP, pod and host ports. */
  readonly expose: (spec: ServiceSpec, backends?: Backends, pod?: V1PodSpec) => Promise<Pod>;
  /** The backends listen on these ports too. */
  readonly serve: (protocol: 'TCP' | 'UDP', ports: readonly number[]) => Promise<void>;
}

async function expose(
  network: Network,
  spec: ServiceSpec,
  backends?: Backends,
  podSpec = podOf(spec),
): Promise<Pod> {
  assert.ok(podSpec, 'the hook wants no pod');
  serveService(network.node, spec, backends);
  const pod = await startPod(network, podSpec);
  mapHostPorts(network.node, { ports: spec.ports, pod: pod.addresses });
  return pod;
}

/** Sets a scene before the tests of a block, and takes it down after them. */
export function useScene(): Scene {
  let scene: Scene | undefined;
  before(async () => {
    const network = await createNetwork();
    const backend = startWorker(network.backend);
    const otherBackend = startWorker(network.otherBackend);
    const client = startWorker(network.client);
    const serve = async (protocol: 'TCP' | 'UDP', ports: readonly number[]): Promise<void> => {
      await backend.call('serve', { name: 'backend', protocol, ports });
      await otherBackend.call('serve', { name: 'other', protocol, ports });
    };
    scene = {
      network,
      client,
      serve,
      ask: (question) => client.call('ask', question),
      expose: (...args) => expose(network, ...args),
    };
  });
  after(() => {
    scene?.network.close();
  });
  const here = (): Scene => scene ?? assert.fail('the scene is not set yet');
  return {
    get network() {
      return here().network;
    },
    get client() {
      return here().client;
    },
    ask: (question) => here().ask(question),
    serve: (...args) => here().serve(...args),
    expose: (...args) => here().expose(...args),
  };
}
