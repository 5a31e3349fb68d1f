import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../e2e/framework/cluster.ts';
import { repository } from '../../e2e/framework/paths.ts';
import { locatePrograms } from '../../e2e/framework/programs.ts';
import { loudWrites, settle } from '../../e2e/framework/quiet.ts';
import { Scene } from '../../e2e/framework/scene.ts';
import { difference, readWrites } from '../../e2e/framework/writes.ts';
import { measureFloor, podsGone } from './floor.ts';
import { watchPublication } from './publication.ts';
import type { Publication } from './publication.ts';
import { startStage } from './stage.ts';
import { usageOf } from './usage.ts';
import type { Usage } from './usage.ts';

const STEADY_SECONDS = 30;

export interface Case {
  readonly services: number;
  readonly nodes: number;
}

export interface Result {
  readonly of: Case;
  /** Seconds since the first Service was about to be created. */
  readonly times: Publication;
  /** Seconds until all pods run of the same DaemonSets alone. */
  readonly floor: number;
  /** `<count> <VERB resource code>` from then until nothing changed any more. */
  readonly writes: readonly string[];
  /** Calls of the sync hook in that time. */
  readonly calls: number;
  /** The same in the steady state; of writes only those that it should be free of. */
  readonly steady: { readonly writes: readonly string[]; readonly calls: number };
  /** Memory since their start, processor time from the first Service until nothing changed any more. */
  readonly hook: Usage;
  readonly engine: Usage;
}

/** One Service comes and goes: from then on everything is connected and has run once. */
async function warmUp(cluster: Cluster, scene: Scene): Promise<void> {
  await scene.engineCaughtUp();
  await podsGone(cluster, scene.namespace);
}

async function read({ plane, engine }: Cluster) {
  const [writes, calls] = await Promise.all([readWrites(plane), engine.calls()]);
  const hook = usageOf(join(repository, 'dist/main.js'));
  return { writes, calls, hook, engine: usageOf(locatePrograms().metacontroller) };
}

function since(before: Usage, { peak, processor }: Usage): Usage {
  return { peak, processor: processor - before.processor };
}

async function publish(cluster: Cluster, scene: Scene, of: Case): Promise<Omit<Result, 'steady' | 'floor'>> {
  const before = await read(cluster);
  const published = await watchPublication(cluster, scene.namespace, of);
  const start = performance.now() / 1000;
  const names = Array.from({ length: of.services }, (_, index) => `web-${index}`);
  await Promise.all(names.map((name) => scene.createService(name, { ports: [scene.port()] })));
  const { one, pods, all } = await published();
  await settle(cluster.plane, 5000, 120_000);
  const after = await read(cluster);
  return {
    of,
    times: { one: one - start, pods: pods - start, all: all - start },
    writes: difference(before.writes, after.writes),
    calls: after.calls - before.calls,
    hook: since(before.hook, after.hook),
    engine: since(before.engine, after.engine),
  };
}

async function beSteady(cluster: Cluster): Promise<Result['steady']> {
  const before = await read(cluster);
  await sleep(STEADY_SECONDS * 1000);
  const after = await read(cluster);
  return { writes: loudWrites(before.writes, after.writes), calls: after.calls - before.calls };
}

/** Plays one case on a cluster of its own, so that none inherits memory or pods of another. */
export async function measure(of: Case): Promise<Result> {
  const cluster = await startStage(of.nodes);
  let failed = true;
  try {
    const scene = await Scene.open(cluster, 'bench');
    await warmUp(cluster, scene);
    const outcome = await publish(cluster, scene, of);
    const steady = await beSteady(cluster);
    const floor = await measureFloor(cluster, scene, of.services * of.nodes);
    failed = false;
    return { ...outcome, steady, floor };
  } finally {
    await cluster.stop(failed);
  }
}
