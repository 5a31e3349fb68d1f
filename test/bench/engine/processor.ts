import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../../framework/processes/paths.ts';
import { locatePrograms } from '../../framework/processes/programs.ts';
import { usageOf } from '../cluster/usage.ts';

/** The engine asks the API server every 10 seconds which kinds it serves: each idle time contains this once. */
const IDLE_SECONDS = 10;
/** Both programs are quiet if they use less than this share of one processor for this long. */
const QUIET = { share: 0.05, seconds: 2 };
const TIMEOUT_SECONDS = 1200;

/** Seconds of processor time of both programs. */
export interface Cost {
  readonly engine: number;
  readonly hook: number;
}

/** MB of memory that the engine had at most. */
export function peakOfEngine(): number {
  return usageOf(locatePrograms().metacontroller).peak;
}

function read(): Cost & { readonly at: number } {
  return {
    engine: usageOf(locatePrograms().metacontroller).processor,
    hook: usageOf(join(repository, 'dist/main.js')).processor,
    at: performance.now() / 1000,
  };
}

async function during(work: () => Promise<unknown>): Promise<Cost & { readonly seconds: number }> {
  const before = read();
  await work();
  const after = read();
  return {
    engine: after.engine - before.engine,
    hook: after.hook - before.hook,
    seconds: after.at - before.at,
  };
}

/** Waits until engine and hook have nothing to do. */
export async function untilQuiet(): Promise<void> {
  const deadline = performance.now() + TIMEOUT_SECONDS * 1000;
  for (;;) {
    const { engine, hook, seconds } = await during(() => sleep(QUIET.seconds * 1000));
    if (engine + hook < QUIET.share * seconds) return;
    if (performance.now() > deadline) throw new Error(`not quiet within ${TIMEOUT_SECONDS} s`);
  }
}

/** What work and everything that follows from it cost, without what both programs use when they are idle. */
export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  await untilQuiet();
  const idle = await during(() => sleep(IDLE_SECONDS * 1000));
  const busy = await during(async () => {
    await work();
    await untilQuiet();
  });
  const share = busy.seconds / idle.seconds;
  return { engine: busy.engine - share * idle.engine, hook: busy.hook - share * idle.hook };
}
