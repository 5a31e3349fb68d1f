import { spawnSync } from 'node:child_process';
import { isolate } from '../../framework/network/isolation.ts';
import { createNetwork, MANY_PORTS } from '../../framework/network/network.ts';
import { whyNotHere } from '../../framework/network/requirements.ts';
import { describeMachine } from '../machine.ts';
import { median, spread } from '../statistics.ts';
import { head, row } from '../table.ts';
import { FIGURES, measureRound } from './measure.ts';
import type { Figure, Round } from './measure.ts';
import { openPaths } from './paths.ts';
import type { Path } from './paths.ts';

const COUNTS = [1, 20, 200];
const ROUNDS = 25;
const HEADER = ['ports', 'what', 'direct', 'proxy / direct', 'klipper-lb / direct', 'proxy / klipper-lb'];

function version(command: string, ...args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout.trim().split('\n')[0] ?? '';
}

// A network for each number of ports, so that the kernel does not track connections of another one.
async function measureWith(count: number): Promise<Round[]> {
  const ports = MANY_PORTS.slice(0, count);
  const network = await createNetwork();
  try {
    const setting = { node: network.node, entrances: await openPaths(network, ports), ports };
    await measureRound(setting, 0);
    const rounds: Round[] = [];
    for (let number = 0; number < ROUNDS; number++) rounds.push(await measureRound(setting, number));
    return rounds;
  } finally {
    network.close();
  }
}

function ratio(rounds: readonly Round[], figure: Figure, path: Path, to: Path): string {
  return spread(rounds.map((round) => round[figure][path] / round[figure][to]));
}

/** Medians of the ratios within each round, with their quartiles, as rows of a Markdown table. */
function resultRows(ports: number, rounds: readonly Round[]): string[] {
  return FIGURES.map((figure) =>
    row([
      ports,
      figure,
      median(rounds.map((round) => round[figure].direct)).toFixed(0),
      ratio(rounds, figure, 'proxy', 'direct'),
      ratio(rounds, figure, 'klipper-lb', 'direct'),
      ratio(rounds, figure, 'proxy', 'klipper-lb'),
    ]),
  );
}

isolate(() => {
  const reason = whyNotHere(['iptables-restore', 'tc']);
  return reason && `The proxy cannot be measured here: ${reason}.`;
});
const rows: string[] = [];
for (const count of COUNTS) rows.push(...resultRows(count, await measureWith(count)));
const machine = describeMachine(version('nft', '--version'), version('iptables', '--version'));
const what = `${machine}; medians of ${ROUNDS} rounds and their quartiles`;
console.log([what, '', head(HEADER), ...rows].join('\n'));
// The namespaces hold processes.
process.exit();
