import type { CoreConfig } from '../config.ts';
import type { PoolPorts } from '../kubernetes/load-balancer-pool.ts';
import { rangeHolding, rangeText } from '../kubernetes/port-ranges.ts';
import type { PortRange } from '../kubernetes/port-ranges.ts';
import type { Port } from '../kubernetes/ports.ts';
import type { Problem, ProblemReason } from '../kubernetes/problems.ts';
import type { Observed } from '../kubernetes/wire.ts';
import type { Pool } from './pool.ts';

/** Why a port is not exposed, as the end of a sentence about it. */
export interface PortObjection {
  readonly reason: ProblemReason;
  readonly rule: Problem['message'];
}

function rangesOf(ports: readonly Observed<PoolPorts>[]): PortRange[] {
  return ports.map(({ port, endPort, protocol }) => ({
    first: port,
    last: endPort ?? port,
    ...(protocol == null ? {} : { protocol }),
  }));
}

function poolObjection(port: Port, { name, spec }: Pool): PortObjection | undefined {
  const reserved = rangeHolding(rangesOf(spec.reservedPorts ?? []), port);
  if (reserved !== undefined) {
    return {
      reason: 'PortReserved',
      rule: `is reserved (LoadBalancerPool ${name} reserves ${rangeText(reserved)})`,
    };
  }
  if (spec.allowedPorts == null) return undefined;
  const allowed = rangesOf(spec.allowedPorts);
  if (rangeHolding(allowed, port) !== undefined) return undefined;
  return {
    reason: 'PoolForbids',
    rule: `is not allowed (LoadBalancerPool ${name} allows ${allowed.map(rangeText).join(', ')})`,
  };
}

/** The first rule of the installation or of the pool against exposing a port. */
export function objectionToPort(
  port: Port,
  { reservedPorts }: Pick<CoreConfig, 'reservedPorts'>,
  pool: Pool | undefined,
): PortObjection | undefined {
  const reserved = rangeHolding(reservedPorts, port);
  if (reserved !== undefined) {
    return {
      reason: 'PortReserved',
      rule: `is reserved on the nodes (RESERVED_PORTS has ${rangeText(reserved)})`,
    };
  }
  return pool && poolObjection(port, pool);
}
