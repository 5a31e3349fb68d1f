import { EMPTY_WORLD, keyOf, worldOf } from '../../hooks/cli/world.ts';
import type { World } from '../../hooks/cli/world.ts';
import type { Pod } from '../../hooks/kubernetes/objects.ts';
import type { Service } from '../../hooks/services/observed.ts';
import type { Step } from '../chain/case.ts';
import { Chain } from '../chain/chain.ts';
import type { NewObject } from '../chain/engine/kube-object.ts';
import { foreignPod, namespace, node, pool, service } from '../chain/objects.ts';

/** When the worlds are looked at. */
export const NOW = Date.parse('2026-01-01T01:00:00Z');

/** A cluster with these objects in which the hooks have run for an hour, after some steps, and before others. */
export function worldAfter(
  objects: readonly NewObject[],
  before: readonly Step[] = [],
  after: readonly Step[] = [],
): World {
  const chain = new Chain([namespace(), ...objects], 'in turn');
  for (const step of before) step(chain);
  chain.wait((NOW - chain.now) / 1000);
  for (const step of after) step(chain);
  return worldOf(chain.api.all());
}

export const NODES = ['n1', 'n2', 'n3'].map((name, index) => node(name, { ips: [`192.168.0.${index + 2}`] }));

/** Three nodes, three addresses. */
export const EXPOSED = worldAfter([...NODES, service()]);

/** The port is taken on n1, by a pod that is not shown. */
const taken = worldAfter([...NODES, service(), foreignPod('n1')]);
export const TAKEN = {
  ...taken,
  pods: taken.pods.filter(({ metadata }) => metadata?.name !== 'other-n1-80'),
};

/** No proxies: kube-proxy serves at the addresses of the pool. */
export const NONE = worldAfter([...NODES, pool(), service({ annotations: { workload: 'None' } })]);

/** A Service that the hook has not seen yet. */
export function unseen(change: (own: Service) => Service = (own) => own): World {
  const services = EXPOSED.services.map((own) => change({ ...own, status: null }));
  return { ...EMPTY_WORLD, services };
}

/** The world with its Service shop/web changed, before the hooks are called. */
export function changed(world: World, change: (own: Service) => Service): World {
  return { ...world, services: world.services.map((own) => (keyOf(own) === 'shop/web' ? change(own) : own)) };
}

interface PodOptions {
  readonly node?: string;
  readonly hostNetwork?: boolean;
  readonly hostIP?: string;
  readonly phase?: string;
  readonly sidecar?: boolean;
}

/** A pod of the namespace `other` that holds a host port. */
export function pod(name: string, port: number, options: PodOptions = {}): Pod {
  const { node: nodeName, hostNetwork, hostIP, phase = 'Running', sidecar = false } = options;
  const own = { ...(hostNetwork ? {} : { hostPort: port }), ...(hostIP ? { hostIP } : {}) };
  const container = { name: 'main', ports: [{ containerPort: port, ...own }] };
  const initContainers = [{ ...container, restartPolicy: 'Always' }];
  return {
    metadata: { name, namespace: 'other' },
    spec: {
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(hostNetwork ? { hostNetwork } : {}),
      ...(sidecar ? { containers: [{ name: 'main' }], initContainers } : { containers: [container] }),
    },
    status: { phase },
  };
}
