import { execFileSync } from 'node:child_process';
import { locatePrograms, requirePrograms } from '../../framework/processes/programs.ts';
import { engineRates } from '../deployed.ts';
import { build, describeMachine } from '../machine.ts';
import { measure } from './measure.ts';
import type { Case } from './measure.ts';
import { renderHead, renderRow } from './table.ts';

const small = process.env['BENCH_SMALL'] === '1';
const cases: readonly Case[] = (small ? [10] : [10, 100]).flatMap((nodes) =>
  (small ? [1, 10] : [1, 10, 50]).map((services) => ({ nodes, services })),
);

function versionOf(command: string): string {
  const output = execFileSync(command, ['--version'], { encoding: 'utf8' });
  return /v?\d+\.\d+\.\d+/.exec(output)?.[0] ?? '?';
}

requirePrograms();
build();
const { etcd, kwok, 'kube-apiserver': apiServer } = locatePrograms();
// Metacontroller does not print its version.
const versions = [
  `etcd ${versionOf(etcd)}`,
  `Kubernetes ${versionOf(apiServer)}`,
  `kwok ${versionOf(kwok)}`,
  `Metacontroller with ${engineRates().join(' ')}`,
];
console.log(`${describeMachine(...versions)}\n`);
console.log(renderHead());
const details: string[] = [];
let restless = 0;
for (const each of cases) {
  const result = await measure(each);
  console.log(renderRow(result));
  details.push(`${each.services} on ${each.nodes}: ${result.writes.join(', ')}`);
  restless += result.steady.writes.length;
}
console.log(`\nAll writes, Services on nodes:\n${details.join('\n')}`);
if (restless > 0) {
  console.error('In the steady state there were writes.');
  process.exitCode = 1;
}
