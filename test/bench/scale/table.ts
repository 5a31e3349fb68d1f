import type { Result } from './measure.ts';
import { head, row } from '../table.ts';
import { median, quantile } from '../statistics.ts';

/** The size that the others are compared with: large enough for what each request costs anyway to be small. */
const REFERENCE = 100;

const HEADER = [
  'request',
  'nodes',
  'sent kB',
  'answered kB',
  'status kB',
  'sent B/node',
  'ms (p10 to p90)',
  'µs/node',
  `to ${REFERENCE} nodes`,
];

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0);
}

function milliseconds(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

function perNode({ of, rounds }: Result): number[] {
  return rounds.map((samples) => median(samples) / of.nodes);
}

/** How much more a node costs than in the request of the same kind with 100 nodes; taken within each round. */
function growth(result: Result, results: readonly Result[]): string {
  const reference = results.find(({ of }) => of.name === result.of.name && of.nodes === REFERENCE);
  if (reference === undefined) return '';
  const below = perNode(reference);
  return median(perNode(result).map((cost, round) => cost / (below[round] ?? NaN))).toFixed(2);
}

function cellsOf(result: Result, results: readonly Result[]): string[] {
  const { of, answer, statusBytes, rounds } = result;
  const samples = rounds.flat();
  const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => milliseconds(quantile(samples, share)));
  return [
    of.name,
    String(of.nodes),
    kilobytes(of.body.length),
    kilobytes(answer.length),
    kilobytes(statusBytes),
    (of.body.length / of.nodes).toFixed(0),
    `${middle ?? ''} (${low ?? ''} to ${high ?? ''})`,
    ((1000 * median(samples)) / of.nodes).toFixed(1),
    growth(result, results),
  ];
}

/** A Markdown table, the requests of a kind one below the other. */
export function renderTable(results: readonly Result[]): string {
  const kinds = [...new Set(results.map(({ of }) => of.name))];
  const rows = kinds.flatMap((kind) => results.filter(({ of }) => of.name === kind));
  return [head(HEADER), ...rows.map((result) => row(cellsOf(result, results)))].join('\n');
}
