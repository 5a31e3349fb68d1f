import { FIGURES } from './measure.ts';
import type { Figure, Round } from './measure.ts';
import type { Path } from './paths.ts';
import { median, spread } from '../statistics.ts';
import { head, row } from '../table.ts';

const HEADER = ['ports', 'what', 'direct', 'proxy / direct', 'klipper-lb / direct', 'proxy / klipper-lb'];

function ratio(rounds: readonly Round[], figure: Figure, path: Path, to: Path): string {
  return spread(rounds.map((round) => round[figure][path] / round[figure][to]));
}

function resultRow(ports: number, rounds: readonly Round[], figure: Figure): string {
  return row([
    ports,
    figure,
    median(rounds.map((round) => round[figure].direct)).toFixed(0),
    ratio(rounds, figure, 'proxy', 'direct'),
    ratio(rounds, figure, 'klipper-lb', 'direct'),
    ratio(rounds, figure, 'proxy', 'klipper-lb'),
  ]);
}

/** Medians of the ratios within each round, with their quartiles, as a Markdown table. */
export function renderTable(results: ReadonlyMap<number, readonly Round[]>): string {
  const rows = [...results].flatMap(([ports, rounds]) =>
    FIGURES.map((figure) => resultRow(ports, rounds, figure)),
  );
  return [head(HEADER), ...rows].join('\n');
}
