import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import { repository } from '../../framework/processes/paths.ts';
import { locatePrograms } from '../../framework/processes/programs.ts';
import { unwantedWrites, settle } from '../../framework/cluster/steady.ts';
import { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { difference, readWrites } from '../../framework/cluster/writes.ts';
import { measureFloor, podsGone } from './floor.ts';
import { watchPublication } from './publication.ts';
import type { Publication } from './publication.ts';
import { startDeployed, withCluster } from './start.ts';
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

/** Creates and deletes one Service: then everything is connected and has run once. */
async function warmUp(cluster: Cluster, namespace: TestNamespace): Promise<void> {
  await namespace.engineCaughtUp();
  // Also waits for the deletion of its ServiceExposure, which would be a write in the steady state.
  await namespace.cleanUp();
  await podsGone(cluster, namespace.name);
}

async function read({ plane, engine }: Cluster) {
  const [writes, calls] = await Promise.all([readWrites(plane), engine.calls()]);
  const hook = usageOf(join(repository, 'dist/main.js'));
  return { writes, calls, hook, engine: usageOf(locatePrograms().metacontroller) };
}

function since(before: Usage, { peak, processor }: Usage): Usage {
  return { peak, processor: processor - before.processor };
}

async function publish(
  cluster: Cluster,
  namespace: TestNamespace,
  of: Case,
): Promise<Omit<Result, 'steady' | 'floor'>> {
  const before = await read(cluster);
  const published = await watchPublication(cluster, namespace.name, of);
  const start = performance.now();
  const names = Array.from({ length: of.services }, (_, index) => `web-${index}`);
  await Promise.all(names.map((name) => namespace.createService(name)));
  const { one, pods, all } = await published();
  await settle(cluster.plane, 5000, 120_000);
  const after = await read(cluster);
  return {
    of,
    times: { one: (one - start) / 1000, pods: (pods - start) / 1000, all: (all - start) / 1000 },
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
  return { writes: unwantedWrites(before.writes, after.writes), calls: after.calls - before.calls };
}

/** Measures one case on a cluster of its own, so that none inherits memory or pods of another. */
export async function measure(of: Case): Promise<Result> {
  return withCluster(await startDeployed(of.nodes), async (cluster) => {
    const namespace = await TestNamespace.create(cluster, 'bench');
    await warmUp(cluster, namespace);
    const outcome = await publish(cluster, namespace, of);
    const steady = await beSteady(cluster);
    const floor = await measureFloor(cluster, namespace, of.services * of.nodes);
    return { ...outcome, steady, floor };
  });
}
