import { tableText } from '../text/table.ts';
import type { Cell } from '../text/table.ts';
import type { Paint } from '../text/paint.ts';
import type { PortRow } from './port-rows.ts';

const HEADER = ['NODE', 'PORT', 'ADDRESS', 'STATE', 'HOLDER', 'POD'];

function cellsOf({ node, port, protocol, address, holder, pod, state }: PortRow): Cell[] {
  const shown: Cell = state === 'waiting' ? { text: state, style: 'yellow' } : state;
  // A pod that is its own holder is not named twice.
  const proxy = pod !== null && !holder.endsWith(pod) ? pod : '-';
  return [node ?? '-', `${port}/${protocol}`, address ?? '*', shown, holder, proxy];
}

/** The rows as kubectl would print them. */
export function portTable(rows: readonly PortRow[], paint: Paint): string {
  if (rows.length === 0) return 'No pod holds a host port here.\n';
  return tableText(HEADER, rows.map(cellsOf), paint);
}
