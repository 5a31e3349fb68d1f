import { listItems, parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { PROTOCOLS } from './ports.ts';
import type { Port, Protocol } from './ports.ts';

/** Ports from first to last, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
  /** Absent: every protocol. */
  readonly protocol?: Protocol;
}

const RANGE = new RegExp(`^(\\d{1,5})(?:-(\\d{1,5}))?(?:/(${PROTOCOLS.join('|')}))?$`);

function parseRange(text: string): Parsed<PortRange> {
  const match = RANGE.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  const protocol = PROTOCOLS.find((known) => known === match?.[3]);
  if (first >= 1 && last <= 65535 && first <= last)
    return { value: { first, last, ...(protocol === undefined ? {} : { protocol }) } };
  return {
    fault: `has "${text}", which is not a port (1 to 65535) or a range such as 10250-10259 or 2379-2380/TCP`,
  };
}

/** Ports and ranges of ports, `22/TCP,30000-32767`. */
export function parsePortRanges(text: string): Parsed<PortRange[]> {
  return parseEach(listItems(text), parseRange);
}

/** The range that holds the port, if any. */
export function rangeHolding(ranges: readonly PortRange[], { port, protocol }: Port): PortRange | undefined {
  return ranges.find(
    (range) =>
      range.first <= port &&
      port <= range.last &&
      (range.protocol === undefined || range.protocol === protocol),
  );
}

/** `22/TCP` or `2379-2380`, as a person would write it. */
export function rangeText({ first, last, protocol }: PortRange): string {
  const numbers = first === last ? String(first) : `${first}-${last}`;
  return protocol === undefined ? numbers : `${numbers}/${protocol}`;
}
