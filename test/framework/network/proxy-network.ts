import assert from 'node:assert/strict';
import type { V1PodSpec } from '@kubernetes/client-node';
import { useStarted } from '../processes/started.ts';
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
export interface ProxyNetwork {
  readonly namespaces: Network;
  readonly client: Worker;
  /** The client sends one request. */
  readonly ask: (question: Question) => Promise<Reply>;
  /** Exposes a Service in place of the one before: cluster IP, pod and host ports. */
  readonly expose: (spec: ServiceSpec, backends?: Backends, pod?: V1PodSpec) => Promise<Pod>;
  /** The backends also listen on these ports. */
  readonly serve: (protocol: 'TCP' | 'UDP', ports: readonly number[]) => Promise<void>;
}

async function expose(
  network: Network,
  spec: ServiceSpec,
  backends?: Backends,
  podSpec = podOf(spec),
): Promise<Pod> {
  assert.ok(podSpec, 'the hook answers without a pod');
  serveService(network.node, spec, backends);
  const pod = await startPod(network, podSpec);
  mapHostPorts(network.node, { ports: spec.ports, pod: pod.addresses });
  return pod;
}

async function startNetwork(): Promise<ProxyNetwork & { stop: () => Promise<void> }> {
  const namespaces = await createNetwork();
  const backend = startWorker(namespaces.backend);
  const otherBackend = startWorker(namespaces.otherBackend);
  const client = startWorker(namespaces.client);
  return {
    namespaces,
    client,
    serve: async (protocol, ports) => {
      await backend.call('serve', { name: 'backend', protocol, ports });
      await otherBackend.call('serve', { name: 'other', protocol, ports });
    },
    ask: (question) => client.call('ask', question),
    expose: (...args) => expose(namespaces, ...args),
    stop: () => {
      namespaces.close();
      return Promise.resolve();
    },
  };
}

/** Makes a network before the tests of a block, and removes it after them. */
export function useProxyNetwork(): () => ProxyNetwork {
  return useStarted(startNetwork);
}
