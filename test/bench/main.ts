import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { locatePrograms } from '../framework/processes/programs.ts';

const WITHOUT_CLUSTER = ['throughput', 'scale'];
const WITH_CLUSTER = ['cluster', 'engine', 'ports', 'latency'];
/** These are not part of `npm run bench` without a name: they need root, or take long. */
const NAMED = ['proxy', 'soak', 'start', 'failover'];
const ALL = [...WITHOUT_CLUSTER, ...WITH_CLUSTER, ...NAMED];

/** Why the benchmarks with a cluster are left out; undefined if their programs are installed. */
function missingPrograms(): string | undefined {
  try {
    locatePrograms();
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return message.replace('The e2e suite cannot run', `${WITH_CLUSTER.join(', ')} were left out`);
  }
}

function run(name: string): void {
  if (!ALL.includes(name)) {
    console.error(`"${name}" is not one of ${ALL.join(', ')}; name one: npm run bench -- scale`);
    process.exitCode = 2;
    return;
  }
  console.log(`\n## ${name}\n`);
  const args = [
    '--import=tsx',
    join(import.meta.dirname, NAMED.includes(name) ? `${name}/main.ts` : `${name}.ts`),
  ];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

const [, , name] = process.argv;
if (name !== undefined) {
  run(name);
} else {
  WITHOUT_CLUSTER.forEach(run);
  const why = missingPrograms();
  if (why === undefined) WITH_CLUSTER.forEach(run);
  else console.log(`\n${why}`);
}
