import { isMap, isNode, isPair, isSeq } from 'yaml';
import type { LineCounter } from 'yaml';
import type { Located } from '../files.ts';

/** Line and column, from 1. */
export type Position = ReturnType<LineCounter['linePos']>;

function offsetOf(root: unknown, path: readonly string[]): number | undefined {
  let node = root;
  let head: unknown = root;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((each) => String(each.key) === key) : undefined;
    const item: unknown = isSeq(node) ? node.items[Number(key)] : pair;
    head = isPair(item) ? item.key : item;
    node = isPair(item) ? item.value : item;
  }
  return isNode(head) ? head.range?.[0] : undefined;
}

/** Where a field is; if the file does not have it, where the object's name is. */
export function positionOf({ node, lines }: Located, path: readonly string[]): Position {
  return lines.linePos(offsetOf(node, path) ?? offsetOf(node, ['metadata', 'name']) ?? 0);
}
