type Cell = string | number;

/** A row of a Markdown table. */
export function row(cells: readonly Cell[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The first two lines of a Markdown table. */
export function head(titles: readonly string[]): string {
  return [titles, titles.map(() => '---')].map(row).join('\n');
}

/** Prints rows with the same columns as a Markdown table. */
export function printTable(rows: readonly Readonly<Record<string, Cell>>[]): void {
  console.log(head(Object.keys(rows[0] ?? {})));
  for (const each of rows) console.log(row(Object.values(each)));
}
