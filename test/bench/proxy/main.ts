import { spawnSync } from 'node:child_process';
import { createNetwork } from '../../framework/network/network.ts';
import { startWorker } from '../../framework/network/worker.ts';
import { whyNotHere } from '../../framework/network/requirements.ts';
import { describeMachine } from '../machine.ts';
import { measureRound } from './measure.ts';
import type { Round } from './measure.ts';
import { openPaths } from './paths.ts';
import { renderTable } from './table.ts';

const COUNTS = [1, 20, 200];
const ROUNDS = 25;

function version(command: string, ...args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout.trim().split('\n')[0] ?? '';
}

// A network for each number of ports, so that the kernel does not track connections of another one.
async function measureWith(count: number): Promise<Round[]> {
  const ports = Array.from({ length: count }, (_, index) => 20_000 + index);
  const network = await createNetwork();
  try {
    await startWorker(network.backend).call('serveThroughput', ports);
    const client = startWorker(network.client);
    const setting = { client, node: network.node, entrances: await openPaths(network, ports), ports };
    await measureRound(setting, 0);
    const rounds: Round[] = [];
    for (let number = 0; number < ROUNDS; number++) rounds.push(await measureRound(setting, number));
    return rounds;
  } finally {
    network.close();
  }
}

const reason = whyNotHere(['iptables-restore', 'tc']);
if (reason !== undefined) {
  console.log(`The proxy cannot be measured here: ${reason}.`);
} else {
  const results = new Map<number, Round[]>();
  for (const count of COUNTS) results.set(count, await measureWith(count));
  const programs = [version('nft', '--version'), version('iptables', '--version')];
  console.log(
    `${describeMachine(...programs)}; medians of ${ROUNDS} rounds and their quartiles\n\n${renderTable(results)}`,
  );
}
