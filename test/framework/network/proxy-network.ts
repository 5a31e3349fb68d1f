import assert from 'node:assert/strict';
import type { V1PodSpec } from '@kubernetes/client-node';
import { useStarted } from '../processes/started.ts';
import { createNetwork } from './network.ts';
import type { Network } from './network.ts';
import { mapHostPorts, serveService, trackConnections } from './node-rules.ts';
import type { Backends } from './node-rules.ts';
import { startPod } from './pod.ts';
import type { Pod } from './pod.ts';
import { podOf } from './service.ts';
import type { ServiceSpec } from './service.ts';

/** A network whose node can expose a Service. */
export interface ProxyNetwork extends Network {
  /** Exposes a Service in place of the one before: cluster IP, pod and host ports. */
  readonly expose: (spec: ServiceSpec, backends?: Backends, pod?: V1PodSpec) => Promise<Pod>;
}

async function startNetwork(): Promise<ProxyNetwork & { stop: () => Promise<void> }> {
  const network = await createNetwork();
  let exposed = 0;
  return {
    ...network,
    expose: async (spec, backends, podSpec = podOf(spec)) => {
      assert.ok(podSpec, 'the hook answers without a pod');
      exposed += 1;
      trackConnections(network.node, exposed);
      serveService(network.node, spec, backends);
      const pod = await startPod(network, podSpec);
      mapHostPorts(network.node, { ports: spec.ports, pod: pod.addresses });
      return pod;
    },
    stop: () => {
      network.close();
      return Promise.resolve();
    },
  };
}

/** Makes a network before the tests of a block, and removes it after them. */
export function useProxyNetwork(): () => ProxyNetwork {
  return useStarted(startNetwork);
}
