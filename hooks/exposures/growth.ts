import type { ExposureNode } from '../kubernetes/service-exposure.ts';
import type { ReadyNode } from './serving.ts';
import type { Replacement } from './replacement.ts';

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
 * @param staying nodes that are published and stay
 */
export function growsAt(
  fresh: readonly ReadyNode[],
  staying: readonly Pick<ExposureNode, 'name'>[],
  { rollout, now }: Pick<Replacement, 'rollout' | 'now'>,
): number {
  const total = fresh.length + staying.length;
  if (rollout.isComplete || total >= (rollout.desired ?? Infinity)) return 0;
  if ((rollout.desired ?? 0) <= FEW_NODES || total >= GROWTH * staying.length) return 0;
  const since = Math.min(...fresh.map(({ readySince }) => readySince));
  // The clock of a node may be ahead of the clock here: then nothing waits.
  return fresh.length === 0 || since > now ? 0 : since + patience(staying.length);
}
