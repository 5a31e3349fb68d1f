import type { Scenario } from '../framework/scenario.ts';
import { deletedWithoutHook } from './deleted-without-hook.ts';
import { deploymentAndBack } from './deployment-and-back.ts';
import { dualStack } from './dual-stack.ts';
import { faultyAnnotation } from './faulty-annotation.ts';
import { foreignClass } from './foreign-class.ts';
import { getsWorkloadAndAddresses } from './gets-workload-and-addresses.ts';
import { localTrafficPolicy } from './local-traffic-policy.ts';
import { longName } from './long-name.ts';
import { manyServices } from './many-services.ts';
import { newWithFaultyAnnotation } from './new-with-faulty-annotation.ts';
import { nodeDeleted } from './node-deleted.ts';
import { nodeDown } from './node-down.ts';
import { nodeNotReady } from './node-not-ready.ts';
import { optOut } from './opt-out.ts';
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
  takenPort,
  reservedPort,
  localTrafficPolicy,
  manyServices,
];
