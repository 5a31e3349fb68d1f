import { spawnSync } from 'node:child_process';
import { locatePrograms } from '../framework/processes/programs.ts';

const withCluster = ['bench:cluster', 'bench:engine', 'bench:latency'];

/** Why the benchmarks with a cluster are left out; undefined where their programs are there. */
function missingPrograms(): string | undefined {
  try {
    locatePrograms();
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(
      'The e2e suite cannot run',
      `${withCluster.join(', ')} were left out`,
    );
  }
}

function run(script: string): void {
  console.log(`\n## ${script}\n`);
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

run('bench:throughput');
run('bench:scale');
const why = missingPrograms();
if (why === undefined) withCluster.forEach(run);
else console.log(`\n${why}`);
