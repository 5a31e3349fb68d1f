import type { Node } from '../../hooks/pools/members.ts';
import type { Pod, SyncRequest } from '../../hooks/services/observed.ts';
import { momentOf } from '../../hooks/cli/world/moment.ts';
import { worldOf } from '../../hooks/cli/world/world.ts';
import type { Manifest, World } from '../../hooks/cli/world/world.ts';
import { pairs } from '../golden.ts';

const REQUESTS = new Map(pairs().map(({ name, request }) => [name, request]));

/** Everything that a sync request of the fixtures holds, and when it was made. */
export function worldOfFixture(name: string): { world: World; now: number } {
  const request = REQUESTS.get(`services/sync/${name}`) as SyncRequest | undefined;
  if (request === undefined) throw new Error(`there is no fixture ${name}`);
  const { object, attachments, related } = request;
  const groups = [...Object.values(attachments), ...Object.values(related)] as Record<string, Manifest>[];
  const manifests = [object as unknown as Manifest, ...groups.flatMap((group) => Object.values(group))];
  return { world: worldOf(manifests), now: momentOf(request) };
}

/** A node that is ready. */
export function node(name: string, address: string, more: Partial<Node> = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/os': 'linux' } },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
    ...more,
  };
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
  const ports = [
    { containerPort: port, ...(hostNetwork ? {} : { hostPort: port }), ...(hostIP ? { hostIP } : {}) },
  ];
  const container = { name: 'main', ports };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'other' },
    spec: {
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(hostNetwork ? { hostNetwork } : {}),
      ...(sidecar
        ? { containers: [{ name: 'main' }], initContainers: [{ ...container, restartPolicy: 'Always' }] }
        : { containers: [container] }),
    },
    status: { phase },
  };
}
