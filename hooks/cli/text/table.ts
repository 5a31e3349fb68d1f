import type { Paint, Style } from './paint.ts';

/** A cell; its style does not count for the width. */
export type Cell = string | { readonly text: string; readonly style: Style };

const GAP = '   ';

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function line(cells: readonly Cell[], widths: readonly number[], paint: Paint): string {
  const padded = cells.map((cell, column) => {
    const text = textOf(cell);
    const isLast = column === cells.length - 1;
    const padding = isLast ? '' : ' '.repeat((widths[column] ?? 0) - text.length);
    return (typeof cell === 'string' ? text : paint(cell.style, text)) + padding;
  });
  return padded.join(GAP).trimEnd();
}

/** Columns as kubectl prints them; every line ends with a line feed. */
export function tableText(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string {
  const widths = header.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, textOf(row[column] ?? '').length), title.length),
  );
  const titles = header.map((text): Cell => ({ text, style: 'bold' }));
  return [titles, ...rows].map((cells) => `${line(cells, widths, paint)}\n`).join('');
}
