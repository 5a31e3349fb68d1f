import { execFileSync } from 'node:child_process';
import { repository } from '../../e2e/framework/paths.ts';
import { requirePrograms } from '../../e2e/framework/programs.ts';
import { describeMachine } from './machine.ts';
import { measure } from './measure.ts';
import type { Case } from './measure.ts';
import { renderHead, renderRow } from './table.ts';

const small = process.env['BENCH_SMALL'] === '1';
const cases: readonly Case[] = (small ? [10] : [10, 100]).flatMap((nodes) =>
  (small ? [1, 10] : [1, 10, 50]).map((services) => ({ nodes, services })),
);

requirePrograms();
execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
console.log(`${describeMachine()}\n`);
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
  console.error('A steady state is to be free of writes.');
  process.exitCode = 1;
}
