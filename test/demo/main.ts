import { assets } from '../assets.ts';
import { startCluster } from '../framework/cluster/cluster.ts';
import type { Cluster } from '../framework/cluster/cluster.ts';
import { Hook } from '../framework/cluster/hook.ts';
import { Launcher } from '../framework/processes/launcher.ts';
import { locate, programs } from '../framework/processes/programs.ts';
import { outputTo } from './output.ts';
import { runReal } from './real.ts';
import { runRecorded } from './recorded.ts';

const { stdout } = process;
const output = outputTo((text) => stdout.write(text), stdout.isTTY && !process.env['NO_COLOR']);
const launcher = new Launcher('demo');
const interruption = new AbortController();
let isKept = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) return;
    interruption.abort();
    output.line('\nStopping everything, which takes about ten seconds.');
    void end(isKept ? 0 : 130);
  });
}
// The reader of a pipe may have ended, as `head` does.
stdout.on('error', () => undefined);

async function end(exitCode: number): Promise<void> {
  await launcher.stop(false);
  process.exit(exitCode);
}

/** Leaves the cluster running until a signal ends this process. */
async function keep({ plane }: Cluster): Promise<never> {
  isKept = true;
  output.line('\nThe cluster keeps running. In another terminal:');
  output.line(`  export KUBECONFIG=${plane.kubeconfig}`);
  output.line(`  ${locate('kubectl') ?? 'kubectl'} get nodes,services,svcexp,lbpool -A`);
  output.line('Press Ctrl+C to stop and remove everything.');
  return await new Promise(() => undefined);
}

async function run(): Promise<void> {
  const missing = programs.filter((name) => locate(name) === undefined);
  if (missing.length > 0 || process.argv.includes('--recorded')) {
    const why = missing.length > 0 ? `${missing.join(', ')} not found in ${assets} or PATH` : 'as requested';
    if (process.argv.includes('--keep')) output.line('There is no cluster that --keep could keep.');
    output.line(`RECORDED: requests of Metacontroller are sent to the hook as built (${why}).`);
    const { origin } = await Hook.start(launcher);
    await runRecorded(origin, output, stdout.isTTY ? 1500 : 0);
    return;
  }
  output.line('REAL: etcd, Kubernetes, Metacontroller and the hook as built. Only the nodes are simulated.');
  const start = performance.now();
  const onStep = (step: string) => {
    output.line(`  ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${step}`);
  };
  onStep('starting etcd, the API server, controller manager and scheduler, and the hook');
  const cluster = await startCluster({ launcher, onStep });
  await runReal(cluster, output);
  if (process.argv.includes('--keep')) await keep(cluster);
}

try {
  await run();
  output.line('\nThe end. Everything is stopped and removed.');
  await end(0);
} catch (error) {
  // What is running fails when its programs are stopped.
  if (!interruption.signal.aborted) {
    output.line(`\nThe demo has failed: ${error instanceof Error ? error.message : String(error)}`);
    await end(1);
  }
}
