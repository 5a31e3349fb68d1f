import { isReadableSpec } from '../kubernetes/readable.ts';
import type { PoolSpec } from '../kubernetes/load-balancer-pool.ts';
import { OPTIONS_ANNOTATION, POOL_ANNOTATION } from '../kubernetes/keys.ts';
import type { Observed, Service } from './observed.ts';
import { poolTold } from './status.ts';

/** A pool as it was when the workload was last placed by it. */
export interface RememberedPool {
  readonly name: string;
  readonly spec: PoolSpec;
}

/** What is remembered of when all was right: by the workload, or by the status if there is none. */
export interface Memory {
  /** Our annotations of the Service, without the prefix. */
  readonly texts: Readonly<Record<string, string>>;
  readonly pool: RememberedPool | undefined;
}

// Anyone who may edit the workload can edit its annotations.
function read(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsIn(text: string | undefined): Memory['texts'] {
  const texts = read(text);
  const entries = isMap(texts) ? Object.entries(texts) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function poolIn(text: string | undefined): RememberedPool | undefined {
  const pool = read(text);
  if (!isMap(pool)) return undefined;
  const { name, spec } = pool;
  return typeof name === 'string' && isMap(spec) && isReadableSpec(spec) ? { name, spec } : undefined;
}

/**
 * Without a workload the status remembers: the pool, and the ports that were allowed then, which is all that is allowed
 * should the pool be gone.
 */
function readStatus(service: Service): Memory | undefined {
  const told = poolTold(service);
  if (told === undefined || told.hasProxies) return undefined;
  const ports = service.status?.loadBalancer?.ingress?.[0]?.ports ?? [];
  const spec: PoolSpec = { workload: 'None', allowedPorts: ports.map(({ port }) => ({ port })) };
  return { texts: { workload: 'None', pool: told.name }, pool: { name: told.name, spec } };
}

/** Reads what is remembered of when all was right; undefined: nothing was, so far. */
export function readMemory({ service, daemonSets, deployments }: Observed): Memory | undefined {
  const [workload] = [...daemonSets, ...deployments];
  if (workload === undefined) return readStatus(service);
  const annotations = workload.metadata?.annotations ?? {};
  return { texts: textsIn(annotations[OPTIONS_ANNOTATION]), pool: poolIn(annotations[POOL_ANNOTATION]) };
}
