import type { CoreConfig } from '../config.ts';
import { rangeHolding, rangeText } from '../kubernetes/port-ranges.ts';
import type { PortRange } from '../kubernetes/port-ranges.ts';
import type { PoolPorts } from '../kubernetes/load-balancer-pool.ts';
import type { Pool } from './pool.ts';
import type { ProblemReason } from '../kubernetes/problems.ts';

/** Why a port is not exposed, as the end of a sentence about it. */
export interface PortObjection {
  readonly reason: ProblemReason;
  readonly rule: string;
}

function rangesOf(ports: readonly PoolPorts[] = []): PortRange[] {
  return ports.map(({ port, endPort }) => ({ first: port, last: endPort ?? port }));
}

function poolObjection(port: number, { name, rules }: Pool): PortObjection | undefined {
  const reserved = rangeHolding(rangesOf(rules.reservedPorts), port);
  if (reserved !== undefined) {
    return {
      reason: 'PortReserved',
      rule: `is reserved (LoadBalancerPool ${name} reserves ${rangeText(reserved)})`,
    };
  }
  const allowed = rangesOf(rules.allowedPorts);
  if (rules.allowedPorts === undefined || rangeHolding(allowed, port) !== undefined) return undefined;
  return {
    reason: 'PoolForbids',
    rule: `is not allowed (LoadBalancerPool ${name} allows ${allowed.map(rangeText).join(', ')})`,
  };
}

/** The first rule against exposing a port, of the installation or of the pool. */
export function objectionToPort(
  port: number,
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
