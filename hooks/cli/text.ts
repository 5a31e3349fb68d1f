import { styleText } from 'node:util';
import { stringify } from 'yaml';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Colours a text, or returns it unchanged. */
export type Paint = (style: Style, text: string) => string;

/** Paints if colours are wanted. The caller has decided that, so styleText must not decide again. */
export function paintFor(colours: boolean): Paint {
  return (style, text) => (colours && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}

/** How long ago a time is, as kubectl prints it: `12s`, `5m`, `3h`, `9d`. */
export function ageText(time: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1000));
  const units = Object.entries({ d: 86_400, h: 3600, m: 60 });
  const [unit, size] = units.find(([, each]) => seconds >= 2 * each) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
}

/** A cell; its style does not count for the width. */
export type Cell = string | { readonly text: string; readonly style: Style };

/** Columns as kubectl prints them; every line ends with a line feed. */
export function tableText(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string {
  const titles = header.map((text): Cell => ({ text, style: 'bold' }));
  const textOf = (cell: Cell = '') => (typeof cell === 'string' ? cell : cell.text);
  const widths = header.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, textOf(row[column]).length), title.length),
  );
  const lines = [titles, ...rows].map((cells) => {
    const padded = cells.map((cell, column) => {
      const padding = ' '.repeat((widths[column] ?? 0) - textOf(cell).length);
      return (typeof cell === 'string' ? cell : paint(cell.style, cell.text)) + padding;
    });
    return `${padded.join('   ').trimEnd()}\n`;
  });
  return lines.join('');
}

/** Documents as one YAML stream. kubectl reads YAML 1.1, where yes is true. A folded line would be bad in a diff. */
export function yamlText(documents: readonly unknown[]): string {
  const options = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
  return documents.map((document) => stringify(document, options)).join('---\n');
}

/** One value as YAML or JSON, with a line feed at its end. */
export function structuredText(value: unknown, format: 'json' | 'yaml'): string {
  return format === 'yaml' ? yamlText([value]) : `${JSON.stringify(value, null, 2)}\n`;
}

const DIFF_STYLES: readonly (readonly [RegExp, Style])[] = [
  [/^(---|\+\+\+) /, 'bold'],
  [/^@@/, 'cyan'],
  [/^\+/, 'green'],
  [/^-/, 'red'],
];

/** A unified diff as git shows it; the line of equal signs that the library begins with is not part of one. */
export function diffText(patch: string, paint: Paint): string {
  const lines = patch.split('\n').filter((line) => !/^=+$/.test(line));
  const painted = lines.map((line) => {
    const style = DIFF_STYLES.find(([start]) => start.test(line))?.[1];
    return style === undefined ? line : paint(style, line);
  });
  return painted.join('\n');
}
