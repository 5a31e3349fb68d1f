import { stripVTControlCharacters, styleText } from 'node:util';
import { FILE_HEADERS_ONLY, createTwoFilesPatch } from 'diff';
import { stringify } from 'yaml';

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Colours a text. Where no colours are wanted, `run` removes them, so styleText must not decide. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}

/** How long ago a time is, as kubectl prints it: `12s`, `5m`, `3h`, `9d`. */
export function ageText(time: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1000));
  const units = Object.entries({ d: 86_400, h: 3600, m: 60 });
  const [unit, size] = units.find(([, each]) => seconds >= 2 * each) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
}

/** In the order of sortedBy, no other text comes after it. */
export const LAST = '\uffff';

// localeCompare makes a collator for each comparison.
const NUMERIC = new Intl.Collator('en', { numeric: true });

/** Sorts by a text as people do, n2 before n10. */
export function sortedBy<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => NUMERIC.compare(textOf(a), textOf(b)));
}

/** Columns as kubectl prints them, the first row is their header; every line ends with a line feed. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const width = (cell: string) => stripVTControlCharacters(cell).length;
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)));
    const line = cells.join('   ').trimEnd();
    return `${index === 0 ? paint('bold', line) : line}\n`;
  });
  return lines.join('');
}

/** Documents as one YAML stream. kubectl reads YAML 1.1, where yes is true. A folded line would be bad in a diff. */
export function yamlText(documents: readonly unknown[]): string {
  const options = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
  return documents.map((document) => stringify(document, options)).join('---\n');
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A value in the format that was chosen; for people as its table. */
export function outputText(value: unknown, format: 'table' | 'json' | 'yaml', table: () => string): string {
  if (format === 'table') return table();
  return format === 'yaml' ? yamlText([value]) : jsonText(value);
}

/** A unified diff as git shows it; null: there is no difference. */
export function diffText(names: readonly [string, string], before: string, after: string): string | null {
  const options = { headerOptions: FILE_HEADERS_ONLY };
  return before === after ? null : createTwoFilesPatch(...names, before, after, '', '', options);
}

const DIFF_STYLES: readonly (readonly [RegExp, Style])[] = [
  [/^(---|\+\+\+) .*/gm, 'bold'],
  [/^@@.*/gm, 'cyan'],
  [/^\+.*/gm, 'green'],
  [/^-.*/gm, 'red'],
];

/** A unified diff in colours. */
export function paintedDiff(patch: string): string {
  return DIFF_STYLES.reduce(
    (text, [lines, style]) => text.replaceAll(lines, (line) => paint(style, line)),
    patch,
  );
}
