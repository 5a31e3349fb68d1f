import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';

import type { Api } from './api.ts';

const strategicMergePatch = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);

/**
 * Sends a node's heartbeat as a kubelet does: its condition Ready says when it was last heard of, and nothing else changes.
 * kwok sends none itself, it only renews leases.
 */
export async function beat(api: Api, name: string): Promise<void> {
  const { status } = await api.core.readNode({ name });
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  // Times are stored in whole seconds; one that is no other would be no change.
  const next = (ready?.lastHeartbeatTime?.getTime() ?? 0) + 1000;
  const conditions = [{ type: 'Ready', lastHeartbeatTime: new Date(next) }];
  await api.core.patchNodeStatus({ name, body: { status: { conditions } } }, strategicMergePatch);
}
