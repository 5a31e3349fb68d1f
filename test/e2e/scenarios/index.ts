import type { Scenario } from '../framework/scenario.ts';
import { deletedWithoutHook } from './deleted-without-hook.ts';
import { deploymentAndBack } from './deployment-and-back.ts';
import { dualStack } from './dual-stack.ts';
import { exposureEdited } from './exposure-edited.ts';
import { faultyAnnotation } from './faulty-annotation.ts';
import { foreignClass } from './foreign-class.ts';
import { getsWorkloadAndAddresses } from './gets-workload-and-addresses.ts';
import { largestServices } from './largest-services.ts';
import { localTrafficPolicy } from './local-traffic-policy.ts';
import { longName } from './long-name.ts';
import { manyServices } from './many-services.ts';
import { newWithFaultyAnnotation } from './new-with-faulty-annotation.ts';
import { nodeDeleted } from './node-deleted.ts';
import { nodeDown } from './node-down.ts';
import { nodeNameWithDots } from './node-name-with-dots.ts';
import { nodeNotReady } from './node-not-ready.ts';
import { none } from './none.ts';
import { noneAndBack } from './none-and-back.ts';
import { noneDefaultDeleted } from './none-default-deleted.ts';
import { noneLocal } from './none-local.ts';
import { nonePodSecurity } from './none-pod-security.ts';
import { nonePoolDeleted } from './none-pool-deleted.ts';
import { nonePoolEmptied } from './none-pool-emptied.ts';
import { optOut } from './opt-out.ts';
import { poolAddressTypes } from './pool-address-types.ts';
import { poolByAnnotation } from './pool-by-annotation.ts';
import { poolDefault } from './pool-default.ts';
import { poolEmptyJoined } from './pool-empty-joined.ts';
import { poolExclusive } from './pool-exclusive.ts';
import { poolForNamespaces } from './pool-for-namespaces.ts';
import { poolGoneNodesDown } from './pool-gone-nodes-down.ts';
import { poolLeftOutNodes } from './pool-left-out-nodes.ts';
import { poolMissing } from './pool-missing.ts';
import { poolNodeChanges } from './pool-node-changes.ts';
import { poolNodeDeleted } from './pool-node-deleted.ts';
import { poolNodeWithoutAddresses } from './pool-node-without-addresses.ts';
import { poolPorts } from './pool-ports.ts';
import { poolStatusBroken } from './pool-status-broken.ts';
import { poolStatusForged } from './pool-status-forged.ts';
import { poolTouched } from './pool-touched.ts';
import { fiftyOnOnePort, portHoldersOfBothKinds, portHoldersWithoutProxies } from './port-holders.ts';
import { poolsShareNode } from './pools-share-node.ts';
import { portAdded } from './port-added.ts';
import { portRemoved } from './port-removed.ts';
import { publishedAddresses } from './published-addresses.ts';
import { reservedPort } from './reserved-port.ts';
import { restarts } from './restarts.ts';
import { rollingUpdate } from './rolling-update.ts';
import { serviceRecreated } from './service-recreated.ts';
import { takenPort } from './taken-port.ts';
import { tcpAndUdp } from './tcp-and-udp.ts';
import { touched } from './touched.ts';
import { typeChanged } from './type-changed.ts';

/** All scenarios, in the order in which they are played. */
export const scenarios: readonly Scenario[] = [
  getsWorkloadAndAddresses,
  portAdded,
  portRemoved,
  tcpAndUdp,
  dualStack,
  publishedAddresses,
  deploymentAndBack,
  typeChanged,
  foreignClass,
  optOut,
  nodeDeleted,
  nodeNotReady,
  nodeDown,
  serviceRecreated,
  longName,
  deletedWithoutHook,
  restarts,
  touched,
  rollingUpdate,
  faultyAnnotation,
  newWithFaultyAnnotation,
  exposureEdited,
  takenPort,
  reservedPort,
  localTrafficPolicy,
  manyServices,
  largestServices,
  poolByAnnotation,
  poolNodeChanges,
  poolLeftOutNodes,
  poolNodeDeleted,
  poolDefault,
  poolMissing,
  poolEmptyJoined,
  poolExclusive,
  poolGoneNodesDown,
  poolForNamespaces,
  poolPorts,
  poolsShareNode,
  portHoldersWithoutProxies,
  portHoldersOfBothKinds,
  fiftyOnOnePort,
  poolAddressTypes,
  poolNodeWithoutAddresses,
  poolStatusForged,
  poolStatusBroken,
  poolTouched,
  nodeNameWithDots,
  none,
  noneLocal,
  noneAndBack,
  nonePoolDeleted,
  noneDefaultDeleted,
  nonePoolEmptied,
  nonePodSecurity,
];
