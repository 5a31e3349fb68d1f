import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { locatePrograms } from '../e2e/framework/programs.ts';

const FILES: Readonly<Record<string, string>> = {
  throughput: 'throughput/main.ts',
  scale: 'scale/main.ts',
  cluster: 'cluster/main.ts',
  engine: 'engine/main.ts',
  latency: 'engine/latency.ts',
  proxy: 'proxy/main.ts',
  soak: 'soak/main.ts',
};
const WITHOUT_CLUSTER = ['throughput', 'scale'];
const WITH_CLUSTER = ['cluster', 'engine', 'latency'];

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
  const file = FILES[name];
  if (file === undefined) {
    console.error(
      `"${name}" is not one of ${Object.keys(FILES).join(', ')}; name one: npm run bench -- scale`,
    );
    process.exitCode = 2;
    return;
  }
  console.log(`\n## ${name}\n`);
  const args = ['--import=tsx', join(import.meta.dirname, file)];
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
