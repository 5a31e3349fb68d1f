import { assets } from './assets.ts';
import { Hook } from '../e2e/framework/hook.ts';
import { locate, programs } from '../e2e/framework/programs.ts';
import { useOwnFolder } from './folder.ts';
import { InterruptibleLauncher } from './interruptible.ts';
import { narratorOf } from './narrator.ts';
import { startStage } from './real/stage.ts';
import { tellReal } from './real/story.ts';
import { tellRecorded } from './recorded.ts';

const { stdout } = process;
const isTerminal = stdout.isTTY;
const narrator = narratorOf((text) => stdout.write(text), isTerminal && !process.env['NO_COLOR']);

const removeFolder = useOwnFolder();
const launcher = new InterruptibleLauncher('demo');
const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) return;
    interruption.abort();
    narrator.line('\nTaking everything down, in some ten seconds.');
    void end(130);
  });
}
// The reader of a pipe may have gone, as `head` does.
stdout.on('error', () => undefined);

async function end(exitCode: number): Promise<void> {
  await launcher.stop();
  removeFolder();
  process.exit(exitCode);
}

async function tell(): Promise<void> {
  const missing = programs.filter((name) => locate(name) === undefined);
  if (missing.length > 0 || process.argv.includes('--recorded')) {
    const why = missing.length > 0 ? `${missing.join(', ')} not found in ${assets} or PATH` : 'as asked';
    narrator.line(`RECORDED: requests as Metacontroller would send them go to the hook as built (${why}).`);
    const { origin } = await Hook.start(launcher);
    await tellRecorded(origin, narrator, isTerminal ? 1500 : 0);
    return;
  }
  narrator.line(
    'REAL: etcd, Kubernetes, Metacontroller and the hook as built run here; only the nodes are simulated.',
  );
  await tellReal(await startStage(launcher, narrator), narrator);
}

try {
  await tell();
  narrator.line('\nThat was it. Everything is taken down; nothing is left.');
  await end(0);
} catch (error) {
  // What was under way fails when its programs are taken down.
  if (!interruption.signal.aborted) {
    narrator.line(`\nThe demo has failed: ${error instanceof Error ? error.message : String(error)}`);
    await end(1);
  }
}
