import type { Paint, Style } from './paint.ts';

const STYLES: readonly (readonly [RegExp, Style])[] = [
  [/^(---|\+\+\+) /, 'bold'],
  [/^@@/, 'cyan'],
  [/^\+/, 'green'],
  [/^-/, 'red'],
];

/** A unified diff as git shows it; the line of equal signs that the library begins with is not part of one. */
export function diffText(patch: string, paint: Paint): string {
  const lines = patch.split('\n').filter((line) => !/^=+$/.test(line));
  const painted = lines.map((line) => {
    const style = STYLES.find(([start]) => start.test(line))?.[1];
    return style === undefined ? line : paint(style, line);
  });
  return painted.join('\n');
}
