import { strict as assert } from 'node:assert';
import { startCluster } from '../../framework/cluster/cluster.ts';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { fakeNodes } from '../../framework/cluster/nodes.ts';
import { createNamespace } from '../../framework/cluster/test-namespace.ts';
import { withCluster } from '../cluster/start.ts';
import { costOf, peakOfEngine } from './processor.ts';
import type { Cost } from './processor.ts';
import { createClusterServices, createLoadBalancers } from './services.ts';
import { createUnrelated } from './unrelated.ts';
import type { Unrelated } from './unrelated.ts';

/** Events of the first round, which is not counted: it shows how many the others need. */
const FIRST = 50;
/** The fewest still show the hook, which costs little, and the most do not take too long. */
const EVENTS = { fewest: 200, most: 2000 };
/** Seconds of processor time of the engine that a round should take: /proc counts in hundredths. */
const WANTED = 1;

export interface Case {
  /** Services of type ClusterIP. */
  readonly services: number;
  /** Services of type LoadBalancer, each with a proxy on every node. */
  readonly balancers: number;
}

export interface Result {
  readonly of: Case;
  /** Of creating all Services of type ClusterIP. */
  readonly creation: Cost;
  /** Of one event, in each round. */
  readonly pod: readonly Cost[];
  readonly slice: readonly Cost[];
  /** MB. */
  readonly peak: number;
}

async function costOfEvents({ change }: Unrelated, events: number): Promise<Cost> {
  const { engine, hook } = await costOf(() => change(events));
  return { engine: engine / events, hook: hook / events };
}

async function measureEvents(unrelated: Unrelated, rounds: number): Promise<Cost[]> {
  const { engine } = await costOfEvents(unrelated, FIRST);
  const wanted = Math.round(WANTED / Math.max(engine, 1e-9));
  const events = Math.max(EVENTS.fewest, Math.min(EVENTS.most, wanted));
  const costs: Cost[] = [];
  while (costs.length < rounds) costs.push(await costOfEvents(unrelated, events));
  return costs;
}

async function measureOn({ api, engine }: Cluster, of: Case, rounds: number): Promise<Result> {
  // The Service of the API server itself: from then on the controllers run.
  await eventually(async () => {
    assert.ok((await engine.calls()) > 0, 'the hook was not called');
  });
  const unrelated = await createUnrelated(api);
  if (of.balancers > 0) await createLoadBalancers(api, of.balancers, fakeNodes.length);
  await createNamespace(api, 'services');
  const creation = await costOf(() => createClusterServices(api, 'services', of.services));
  const pod = await measureEvents(unrelated.pods, rounds);
  const slice = await measureEvents(unrelated.slices, rounds);
  return { of, creation, pod, slice, peak: peakOfEngine() };
}

/** Measures one case on a cluster of its own. */
export async function measure(of: Case, rounds: number): Promise<Result> {
  const name = `engine-${of.services}-${of.balancers}`;
  const cluster = await startCluster({ name, nodes: of.balancers > 0 ? fakeNodes : [] });
  return withCluster(cluster, () => measureOn(cluster, of, rounds));
}
