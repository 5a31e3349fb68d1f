import { FIGURES } from './measure.ts';
import type { Figure, Round } from './measure.ts';
import type { Path } from './paths.ts';
import { spreadOf } from './statistics.ts';

const HEADER = ['ports', 'what', 'direct', 'proxy / direct', 'klipper-lb / direct', 'proxy / klipper-lb'];

function ratio(rounds: readonly Round[], figure: Figure, path: Path, to: Path): string {
  const { lower, median, upper } = spreadOf(rounds.map((round) => round[figure][path] / round[figure][to]));
  return `${median.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`;
}

function row(ports: number, rounds: readonly Round[], figure: Figure): string[] {
  const { median } = spreadOf(rounds.map((round) => round[figure].direct));
  return [
    String(ports),
    figure,
    median.toFixed(0),
    ratio(rounds, figure, 'proxy', 'direct'),
    ratio(rounds, figure, 'klipper-lb', 'direct'),
    ratio(rounds, figure, 'proxy', 'klipper-lb'),
  ];
}

/** Medians of the ratios within each round, with their quartiles, as a Markdown table. */
export function renderTable(results: ReadonlyMap<number, readonly Round[]>): string {
  const rows = [...results].flatMap(([ports, rounds]) => FIGURES.map((figure) => row(ports, rounds, figure)));
  const lines = [HEADER, HEADER.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
