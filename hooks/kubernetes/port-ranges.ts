import { listItems, parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** Ports from first to last, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

const RANGE = /^(\d{1,5})(?:-(\d{1,5}))?$/;

function parseRange(text: string): Parsed<PortRange> {
  const match = RANGE.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (first >= 1 && last <= 65535 && first <= last) return { value: { first, last } };
  return { fault: `has "${text}", which is no port (1 to 65535) and no range like 10250-10259` };
}

/** Ports and ranges of ports, `22,2379-2380`. */
export function parsePortRanges(text: string): Parsed<PortRange[]> {
  return parseEach(listItems(text), parseRange);
}

/** The range that holds the port, if any. */
export function rangeHolding(ranges: readonly PortRange[], port: number): PortRange | undefined {
  return ranges.find(({ first, last }) => first <= port && port <= last);
}

/** `22` or `2379-2380`, as a person would write it. */
export function rangeText({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
