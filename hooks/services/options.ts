import { requirementsOf } from '../kubernetes/label-selector.ts';
import type { NodeRequirement } from '../kubernetes/label-selector.ts';
import type { Toleration } from '../kubernetes/tolerations.ts';
import type { AddressType, WorkloadKind } from '../kubernetes/load-balancer-pool.ts';
import { EXCLUDE_LABEL } from '../pools/members.ts';
import { ANNOTATIONS } from './annotations.ts';
import type { AnnotationName, AnnotationValue } from './annotations.ts';
import { PREFIX, REASON_ANNOTATION } from '../kubernetes/keys.ts';
import { readMemory } from './memory.ts';
import type { Memory } from './memory.ts';
import type { Observed } from './observed.ts';
import { poolProblems, readPool } from './pool.ts';
import type { Pool } from './pool.ts';
import { problem, withoutDuplicates } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';

/** What the annotations of a Service and its pool ask for. */
export interface Options {
  readonly workload: WorkloadKind;
  readonly replicas: number;
  readonly nodeSelector: readonly NodeRequirement[];
  readonly tolerations: readonly Toleration[];
  readonly addressTypes: readonly AddressType[];
  readonly addresses: readonly string[];
  readonly hostIP: string | undefined;
  readonly ipMode: 'VIP' | 'Proxy';
  readonly pool: Pool | undefined;
}

/** The options in force and the texts they were read from; no options: nothing was ever right, so nothing may run. */
export interface OptionsReading {
  readonly options: Options | undefined;
  readonly texts: Texts;
  readonly problems: readonly Problem[];
}

/** Longer than anything sensible, and short enough to be read in no time. */
const MAX_TEXT = 16_384;

type Texts = Readonly<Record<string, string>>;

/** Our annotations among all of them, without the prefix and in order. */
function ownTexts(annotations: Texts): Texts {
  const own = Object.entries(annotations)
    .filter(([key]) => key.startsWith(PREFIX) && key !== REASON_ANNOTATION)
    .map(([key, text]) => [key.slice(PREFIX.length), text] as const);
  return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isKnown(name: string): name is AnnotationName {
  return Object.hasOwn(ANNOTATIONS, name);
}

function faultOf(name: string, text: string): string | undefined {
  if (!isKnown(name)) {
    return `annotation ${PREFIX}${name} is unknown; there are ${Object.keys(ANNOTATIONS).join(', ')}`;
  }
  const { parse, example } = ANNOTATIONS[name];
  if (text.length > MAX_TEXT) {
    return `annotation ${PREFIX}${name} has ${text.length} characters; ${MAX_TEXT} are enough`;
  }
  const parsed = parse(text);
  if ('value' in parsed) return undefined;
  return `annotation ${PREFIX}${name}: "${text}" ${parsed.fault}; right would be for example "${example}"`;
}

function valueOf<Name extends AnnotationName>(texts: Texts, name: Name): AnnotationValue<Name> | undefined {
  const text: unknown = Object.hasOwn(texts, name) ? texts[name] : undefined;
  const parsed = typeof text === 'string' ? ANNOTATIONS[name].parse(text) : undefined;
  return parsed && 'value' in parsed ? (parsed.value as AnnotationValue<Name>) : undefined;
}

// The API server drops an empty field of a toleration, and each sync would write it again.
function withoutEmptyFields(toleration: object): Toleration {
  const fields = Object.entries(toleration).filter(([, value]) => value !== '' && value != null);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1))) as unknown as Toleration;
}

function placementOf(texts: Texts, pool: Pool | undefined): Pick<Options, 'nodeSelector' | 'tolerations'> {
  const nodeSelector = valueOf(texts, 'node-selector') ?? [];
  const tolerations = valueOf(texts, 'tolerations') ?? [];
  if (pool?.placement === undefined) return { nodeSelector, tolerations };
  const { spec } = pool.placement;
  const ofPool = requirementsOf(spec.nodeSelector);
  const notExcluded: NodeRequirement = { key: EXCLUDE_LABEL, operator: 'DoesNotExist' };
  return {
    nodeSelector: [...ofPool, notExcluded, ...nodeSelector],
    tolerations: [...(spec.tolerations ?? []).map(withoutEmptyFields), ...tolerations],
  };
}

const DEFAULTS = { workload: 'DaemonSet', addressTypes: ['ExternalIP', 'InternalIP'] } as const;

function optionsOf(texts: Texts, pool: Pool | undefined): Options {
  // With VIP every node's kube-proxy would answer at whatever address somebody names.
  const namesAddresses = Object.hasOwn(texts, 'addresses') || Object.hasOwn(texts, 'host-ip');
  const { workload, addressTypes } = { ...DEFAULTS, ...pool?.placement?.spec };
  return {
    workload: valueOf(texts, 'workload') ?? workload,
    replicas: valueOf(texts, 'replicas') ?? 1,
    ...placementOf(texts, pool),
    addressTypes: valueOf(texts, 'address-types') ?? addressTypes,
    addresses: valueOf(texts, 'addresses') ?? [],
    hostIP: valueOf(texts, 'host-ip'),
    ipMode: namesAddresses ? 'Proxy' : (valueOf(texts, 'ip-mode') ?? 'VIP'),
    pool,
  };
}

/** Options that mean something for proxies only. */
const FOR_PROXIES: readonly AnnotationName[] = ['node-selector', 'addresses', 'host-ip'];

/** What an option asks for that there cannot be without proxies. */
function withoutProxiesFault(texts: Texts, { workload, ipMode, pool }: Options): Problem | undefined {
  if (workload !== 'None') return undefined;
  if (pool === undefined) {
    const rule = 'workload None takes its nodes from a LoadBalancerPool and there is none';
    return problem('PoolNotFound', `${rule}; apply one, or use DaemonSet or Deployment`);
  }
  const idle = FOR_PROXIES.find((name) => Object.hasOwn(texts, name));
  if (idle !== undefined) {
    const rule = `annotation ${PREFIX}${idle} needs proxies, and workload is None`;
    return problem('InvalidAnnotation', `${rule}; leave it out, or use workload DaemonSet`);
  }
  if (ipMode === 'VIP') return undefined;
  const rule = `annotation ${PREFIX}ip-mode: Proxy needs proxies, and workload is None`;
  return problem('InvalidAnnotation', `${rule}; use ip-mode VIP, or workload DaemonSet`);
}

/** Reads texts that are all right, or says what is wrong with the first that is not. */
function readTexts(texts: Texts, observed: Observed, memory: Memory | undefined): OptionsReading {
  const nothing = (fault: Problem): OptionsReading => ({ options: undefined, texts: {}, problems: [fault] });
  const faults = Object.entries(texts).flatMap(([name, text]) => faultOf(name, text) ?? []);
  if (faults.length > 0) return nothing(problem('InvalidAnnotation', faults.join('; ')));
  const reading = readPool(valueOf(texts, 'pool'), observed, memory);
  if ('fault' in reading) return nothing(reading.fault);
  const options = optionsOf(texts, reading.pool);
  const fault = withoutProxiesFault(texts, options);
  if (fault !== undefined) return nothing(fault);
  return { options, texts, problems: reading.pool === undefined ? [] : poolProblems(reading.pool) };
}

/** Reads the Service's annotations. A faulty one never changes what runs: then the last good options stay in force. */
export function readOptions(observed: Observed): OptionsReading {
  const memory = readMemory(observed);
  const asked = readTexts(ownTexts(observed.service.metadata.annotations ?? {}), observed, memory);
  if (asked.options !== undefined || memory === undefined) return asked;
  const lastGood = readTexts(memory.texts, observed, memory);
  return { ...lastGood, problems: withoutDuplicates([...asked.problems, ...lastGood.problems]) };
}
