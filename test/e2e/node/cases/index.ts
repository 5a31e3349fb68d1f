import type { Case } from '../stage.ts';
import { backendsRolledCluster, backendsRolledLocal } from './backends-rolled.ts';
import { clientIpAffinity } from './client-ip-affinity.ts';
import { internalLocal } from './internal-local.ts';
import { ipModeChanged } from './ip-mode-changed.ts';
import { none } from './none.ts';
import { localStaysOnNode } from './local-stays-on-node.ts';
import { localUnpublished } from './local-unpublished.ts';
import { portsAndTypeChanged } from './ports-and-type-changed.ts';
import { proxiesRolled } from './proxies-rolled.ts';
import { proxyFails } from './proxy-fails.ts';
import { reachable } from './reachable.ts';
import { sourceRanges } from './source-ranges.ts';
import { steady } from './steady.ts';
import { udpBackendReplaced } from './udp-backend-replaced.ts';

/** In the order in which they are played. */
export const cases: readonly Case[] = [
  reachable,
  proxyFails,
  portsAndTypeChanged,
  backendsRolledCluster,
  backendsRolledLocal,
  localStaysOnNode,
  localUnpublished,
  internalLocal,
  none,
  udpBackendReplaced,
  clientIpAffinity,
  sourceRanges,
  proxiesRolled,
  ipModeChanged,
  steady,
];
