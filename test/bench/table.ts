/** A row of a Markdown table. */
export function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The first two lines of a Markdown table. */
export function head(titles: readonly string[]): string {
  return [titles, titles.map(() => '---')].map(row).join('\n');
}
