import type { Service } from './observed.ts';

/** Linux takes 128 KiB for one text of the environment, with its name and end (MAX_ARG_STRLEN, execve(2)). */
const ENVIRONMENT = 128 * 1024 - 'RULESET=\0'.length;

/** The API server takes 256 KiB for all annotations of an object (TotalAnnotationSizeLimitB). */
const ANNOTATIONS = 256 * 1024;

/** Everything in a workload but its ruleset and ports: selectors, tolerations, labels and annotations of its pods. */
const REST = 128 * 1024;

/**
 * The most that the ruleset and the ports of a pod may take, in bytes, wherever they are stored.
 * 1. The ruleset is one variable of one container, and the only large one: ENVIRONMENT.
 * 2. Under dynamic apply, Metacontroller stores the whole workload in an annotation of it. A Deployment copies this to its
 *    ReplicaSets, a DaemonSet to its ControllerRevisions: ANNOTATIONS, less the REST.
 * 3. etcd takes 1.5 MiB for an object: template, annotation, and a managed field for each port. That is half of it.
 */
export const MAX_RENDERED = Math.min(ENVIRONMENT, ANNOTATIONS - REST);

/** The longest port of a container as JSON, with a comma: SCTP port 65535 at an IPv6 address. */
const BYTES_OF_PORT = 130;

/** More cannot fit, so they are not even read. */
const MAX_PORTS = 1000;

/** More than fit, unless they are very short. They are not even read: parsing them would keep the hook busy. */
const MAX_SOURCE_RANGES = 10_000;

/** Why the lists of a Service are too long to be read. */
export function countFault({ spec }: Pick<Service, 'spec'>): string | undefined {
  const lists = [
    ['spec.ports', spec?.ports, MAX_PORTS],
    ['spec.loadBalancerSourceRanges', spec?.loadBalancerSourceRanges, MAX_SOURCE_RANGES],
  ] as const;
  for (const [field, entries, max] of lists) {
    const count = entries?.length ?? 0;
    if (count > max) return `${field} has ${count} entries; at most ${max} are allowed`;
  }
  return undefined;
}

/** Why a ruleset and this number of ports do not fit into a pod. */
export function sizeFault(ruleset: string, ports: number): string | undefined {
  const size = ruleset.length + ports * BYTES_OF_PORT;
  if (size <= MAX_RENDERED) return undefined;
  const rule = `its ports and source ranges would have ${size} bytes of ${MAX_RENDERED} in a pod`;
  return `${rule}; give the Service fewer of them`;
}
