import type { CoreConfig } from '../config.ts';
import type { PoolPorts } from '../kubernetes/load-balancer-pool.ts';
import { rangeHolding, rangeText } from '../kubernetes/port-ranges.ts';
import type { PortRange } from '../kubernetes/port-ranges.ts';
import { readPort } from '../kubernetes/ports.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Placement } from '../kubernetes/service-exposure.ts';
import type { Observed } from '../kubernetes/wire.ts';
import type { ExposureState } from './observed.ts';
import type { Pool, PoolChoice } from './pool.ts';
import { heldByOlder } from './port-taken.ts';
import type { PortObjection } from './port-taken.ts';

function rangesOf(ports: readonly Observed<PoolPorts>[]): PortRange[] {
  return ports.map(({ port, endPort, protocol }) => ({
    first: port,
    last: endPort ?? port,
    ...(protocol == null ? {} : { protocol }),
  }));
}

/** The first rule of the installation or of the pool against exposing a port. */
function objectionTo(
  text: string,
  { reservedPorts }: CoreConfig,
  pool: Pool | undefined,
): PortObjection | undefined {
  const port = readPort(text);
  const reserved = rangeHolding(reservedPorts, port);
  if (reserved !== undefined)
    return ['PortReserved', `is reserved on the nodes (RESERVED_PORTS has ${rangeText(reserved)})`];
  if (pool === undefined) return undefined;
  const { name, spec } = pool;
  const ofPool = rangeHolding(rangesOf(spec.reservedPorts ?? []), port);
  if (ofPool !== undefined)
    return ['PortReserved', `is reserved (LoadBalancerPool ${name} reserves ${rangeText(ofPool)})`];
  if (spec.allowedPorts == null) return undefined;
  const allowed = rangesOf(spec.allowedPorts);
  if (rangeHolding(allowed, port) !== undefined) return undefined;
  const ranges = allowed.map(rangeText).join(', ');
  return ['PoolForbids', `is not allowed (LoadBalancerPool ${name} allows ${ranges})`];
}

/**
 * Why ports are refused, by port.
 * 1. By a rule of the installation or of the pool.
 * 2. An older exposure holds it. Without proxies that only leaves out nodes, and while the pool is missing all ports stay.
 * 3. While the pool that decides is missing, only ports that were admitted before are.
 */
export function refusedPorts(
  { exposure, previous, rivals }: ExposureState,
  { pool, missing }: PoolChoice,
  { workload }: Placement,
  config: CoreConfig,
): ReadonlyMap<string, Problem> {
  const holders = workload === 'None' || missing !== undefined ? [] : rivals;
  const found = new Map<string, Problem>();
  for (const port of exposure.spec.ports) {
    const [reason, rule] = objectionTo(port, config, pool) ?? heldByOlder(port, holders, pool) ?? [];
    if (reason !== undefined) {
      found.set(port, problem(reason, `port ${port} ${rule} and is left out; give the Service another port`));
    } else if (missing !== undefined && previous.admitted?.ports.includes(port) !== true) {
      const what = `port ${port} cannot be admitted while LoadBalancerPool ${missing} is missing`;
      found.set(port, problem('PoolForbids', `${what}; apply the pool again`));
    }
  }
  return found;
}
