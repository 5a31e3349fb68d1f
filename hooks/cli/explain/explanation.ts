import type { CoreConfig } from '../../config.ts';
import type { Condition } from '../../kubernetes/conditions.ts';
import { objectionTo } from '../../services/claim.ts';
import { portText, requestedPorts } from '../../services/exposure.ts';
import { readObserved } from '../../services/observed.ts';
import type { Observed, Service } from '../../services/observed.ts';
import type { Problem } from '../../kubernetes/problems.ts';
import { readProxies } from '../../services/proxies.ts';
import { publishedAddresses } from '../../services/publication.ts';
import { exposedCondition } from '../../services/status.ts';
import { judge, syncService } from '../../services/sync.ts';
import type { Judgement } from '../../services/sync.ts';
import type { Answer } from '../../services/answer.ts';
import type { Holder } from '../ports/holders.ts';
import { syncRequestFor } from '../world/sync-request.ts';
import type { World } from '../world/world.ts';
import { NEXT, claimAdvice, unsyncedAdvice } from './advice.ts';
import { differencesOf } from './differences.ts';
import { nodeRows } from './node-rows.ts';
import type { NodeRow } from './node-rows.ts';
import { summaryOf } from './pool-summary.ts';
import type { PoolSummary } from './pool-summary.ts';

/** All that there is to say about a Service. */
export interface Explanation {
  readonly service: {
    readonly namespace: string;
    readonly name: string;
    readonly type: string;
    readonly loadBalancerClass: string | null;
    readonly ports: readonly string[];
  };
  readonly exposed: boolean;
  /** Why it is not ours; null: it is. */
  readonly objection: string | null;
  readonly pool: PoolSummary | null;
  readonly workload: {
    readonly kind: string;
    readonly name: string | null;
    readonly ready: number;
    readonly of: number;
  } | null;
  readonly nodes: readonly NodeRow[];
  /** What the Service publishes now. */
  readonly addresses: readonly string[];
  /** Our condition as it is in the cluster. */
  readonly condition: Condition | null;
  /** What keeps it from being exposed as asked, by what is observed now. */
  readonly problems: readonly Problem[];
  /** What the hook would change if it were asked now. */
  readonly differences: readonly string[];
  readonly next: readonly string[];
}

export interface ExplainInput {
  readonly service: Service;
  readonly world: World;
  /** All that hold host ports; undefined: nobody has looked. */
  readonly neighbours: readonly Holder[] | undefined;
  readonly config: CoreConfig;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function identityOf(service: Service): Explanation['service'] {
  const { metadata, spec } = service;
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    type: spec?.type ?? 'ClusterIP',
    loadBalancerClass: spec?.loadBalancerClass ?? null,
    ports: requestedPorts(service).map(portText),
  };
}

function workloadOf(observed: Observed, answer: Answer, { exposure }: Judgement): Explanation['workload'] {
  const proxies = readProxies(observed).filter(({ goingSince }) => goingSince === undefined);
  const ready = proxies.filter(({ readySince }) => readySince !== undefined).length;
  const [workload] = answer.attachments;
  if (workload !== undefined) {
    return { kind: workload.kind ?? '', name: workload.metadata?.name ?? null, ready, of: proxies.length };
  }
  return exposure === undefined
    ? null
    : { kind: exposure.options.workload, name: null, ready, of: proxies.length };
}

function adviceFor(
  { metadata }: Service,
  { problems }: Judgement,
  differences: readonly string[],
  waits: boolean,
): string[] {
  const reasons = [...new Set(problems.map(({ reason }) => reason))];
  return [
    ...reasons.map((reason) => NEXT[reason](metadata)),
    // The hook has asked to be asked again, so a difference is but a matter of time.
    ...(differences.length > 0 && !waits ? [unsyncedAdvice(metadata)] : []),
  ];
}

function common(service: Service, answer: Answer, observed: Observed) {
  const wanted = answer.status === undefined ? service : { ...service, status: answer.status };
  const addresses = publishedAddresses(service);
  return {
    service: identityOf(service),
    // What nobody serves any more is as little exposed as what nobody is told of.
    exposed: addresses.length > 0 && publishedAddresses(wanted).length > 0,
    addresses,
    condition: exposedCondition(service) ?? null,
    differences: differencesOf(observed, answer),
  };
}

/** Says of a Service all that the hook knows, by the hook's own code. Pure. */
export function explain(input: ExplainInput): Explanation {
  const { service, world, config, now } = input;
  const observed = readObserved(syncRequestFor(service, world));
  const answer = syncService(observed, config, now);
  const objection = objectionTo(service, config);
  const basics = common(service, answer, observed);
  if (objection !== null) {
    const next = [claimAdvice(config.loadBalancerClass, config.defaultLoadBalancer)];
    return {
      ...basics,
      exposed: false,
      objection,
      pool: null,
      workload: null,
      nodes: [],
      problems: [],
      next,
    };
  }
  const judgement = judge(observed, config, now);
  const { exposure, problems, reading } = judgement;
  const pool = reading.options?.pool;
  return {
    ...basics,
    objection,
    pool: pool === undefined ? null : summaryOf(pool),
    workload: workloadOf(observed, answer, judgement),
    nodes: nodeRows({ ...input, observed, answer, exposure }),
    problems,
    next: adviceFor(service, judgement, basics.differences, answer.resyncAfterSeconds !== undefined),
  };
}
