import { measurePorts } from './ports.ts';
import { measure } from './measure.ts';
import { requirePrograms } from '../../framework/processes/programs.ts';
import { build, describeMachine } from '../machine.ts';
import { head } from '../table.ts';
import { renderHead, renderRow } from './table.ts';

function numbers(variable: string, otherwise: string): number[] {
  return (process.env[variable] ?? otherwise).split(',').map(Number);
}

const [rounds = 3] = numbers('BENCH_ROUNDS', '3');

requirePrograms();
build();
console.log(`${describeMachine()}; medians of ${rounds} rounds\n`);
console.log(renderHead());
for (const balancers of numbers('BENCH_BALANCERS', '0'))
  for (const services of numbers('BENCH_SERVICES', '100,1000,3000'))
    console.log(renderRow(await measure({ services, balancers }, rounds)));

console.log(`\n${head(['what changes', 'calls of exposures/sync'])}`);
for (const row of await measurePorts()) console.log(row);
