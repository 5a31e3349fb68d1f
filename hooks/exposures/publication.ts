import type { ExposureNode } from '../kubernetes/service-exposure.ts';
import { readAddresses } from './addresses.ts';
import type { AdmittedExposure } from './admitted.ts';
import { withoutCordoned } from './cordon.ts';
import type { Findings } from './problems.ts';
import type { Retention } from './retention.ts';
import type { ReadyNode } from './serving.ts';

/** With so few nodes each one is published at once. */
const FEW_NODES = 6;

/** The list grows at once when it becomes this many times as long. */
const GROWTH = 4;

/**
 * How long a ready node waits at most until it is published, in milliseconds: each publication is several writes, and the
 * more nodes are published already, the less one more matters.
 */
function patience(published: number): number {
  return 1000 * Math.min(10, 5 + Math.floor(published / 16));
}

/**
 * Until when new nodes wait for others, in milliseconds since the epoch; 0: they do not wait. During a rollout to many nodes
 * the list grows in steps: the first node at once, then when there are four times as many, when all are ready, or when one
 * has waited long enough.
 * @param fresh serving nodes that are not published yet
 * @param staying how many nodes are published and stay
 */
function growsAt(fresh: readonly ReadyNode[], staying: number, { rollout, now }: AdmittedExposure): number {
  const total = fresh.length + staying;
  const { desired = 0, isComplete } = rollout;
  if (desired <= FEW_NODES || isComplete || total >= desired || total >= GROWTH * staying) return 0;
  const since = Math.min(...fresh.map(({ readySince }) => readySince));
  // The clock of a node may be ahead of the clock here: then nothing waits.
  return fresh.length === 0 || since > now ? 0 : since + patience(staying);
}

/**
 * Decides which nodes to publish: those that serve, in steps, and those whose proxy is only being replaced, without those that
 * are cordoned.
 */
export function publish(
  serving: readonly ReadyNode[],
  retained: ReadonlyMap<string, Retention>,
  of: AdmittedExposure,
): Findings & { readonly nodes: readonly ExposureNode[] } {
  const { nodes: previous } = of.previous;
  const ready = serving.map(({ name }) => name);
  const names = new Set([...ready, ...retained.keys()]);
  const { addresses: all, problems } = readAddresses([...names], of);
  const addresses = withoutCordoned(all, ready, [...names], of);
  const staying = previous.filter(({ name }) => names.has(name) && addresses.has(name));
  const known = new Set(previous.map(({ name }) => name));
  const fresh = serving.filter(({ name }) => !known.has(name) && addresses.has(name));
  const growAt = staying.length === previous.length ? growsAt(fresh, staying.length, of) : 0;
  const nodes = [...staying, ...(growAt > of.now ? [] : fresh)].map(({ name }): ExposureNode => {
    const { replacingSince } = retained.get(name) ?? {};
    const entry = { name, addresses: addresses.get(name) ?? [] };
    return replacingSince === undefined ? entry : { ...entry, replacingSince };
  });
  return {
    nodes: nodes.sort((a, b) => (a.name < b.name ? -1 : 1)),
    problems,
    recheckAt: [...[...retained.values()].flatMap(({ until }) => until ?? []), growAt],
  };
}
