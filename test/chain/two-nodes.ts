import { nodes } from './given.ts';

export const NODES = nodes('n1', 'n2');
export const BOTH = ['10.0.0.1', '10.0.0.2'];

/** What is seen of the Service `web` with a proxy on both. */
export const EXPOSED = {
  addresses: BOTH,
  reason: 'Exposed',
  says: undefined,
  workload: 'DaemonSet 80/TCP',
};
