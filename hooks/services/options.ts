import type { NodeRequirement } from '../formats/label-selector.ts';
import type { Toleration } from '../formats/tolerations.ts';
import { ANNOTATIONS } from './annotations.ts';
import type { AddressType, AnnotationName, AnnotationValue } from './annotations.ts';
import { OPTIONS_ANNOTATION, PREFIX, REASON_ANNOTATION } from './keys.ts';
import type { Observed } from './observed.ts';
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';

/** What the annotations of a Service ask for. */
export interface Options {
  readonly workload: 'DaemonSet' | 'Deployment';
  readonly replicas: number;
  readonly nodeSelector: readonly NodeRequirement[];
  readonly tolerations: readonly Toleration[];
  readonly addressTypes: readonly AddressType[];
  readonly addresses: readonly string[];
  readonly hostIP: string | undefined;
  readonly ipMode: 'VIP' | 'Proxy';
}

/** The options in force and the texts they were read from; no options: nothing was ever right, so nothing may run. */
export interface OptionsReading {
  readonly options: Options | undefined;
  readonly texts: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

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
  const parsed = parse(text);
  if ('value' in parsed) return undefined;
  return `annotation ${PREFIX}${name}: "${text}" ${parsed.fault}; right would be for example "${example}"`;
}

function valueOf<Name extends AnnotationName>(texts: Texts, name: Name): AnnotationValue<Name> | undefined {
  const text: unknown = Object.hasOwn(texts, name) ? texts[name] : undefined;
  const parsed = typeof text === 'string' ? ANNOTATIONS[name].parse(text) : undefined;
  return parsed && 'value' in parsed ? (parsed.value as AnnotationValue<Name>) : undefined;
}

function optionsOf(texts: Texts): Options {
  return {
    workload: valueOf(texts, 'workload') === 'Deployment' ? 'Deployment' : 'DaemonSet',
    replicas: valueOf(texts, 'replicas') ?? 1,
    nodeSelector: valueOf(texts, 'node-selector') ?? [],
    tolerations: valueOf(texts, 'tolerations') ?? [],
    addressTypes: valueOf(texts, 'address-types') ?? ['ExternalIP', 'InternalIP'],
    addresses: valueOf(texts, 'addresses') ?? [],
    hostIP: valueOf(texts, 'host-ip'),
    ipMode: valueOf(texts, 'ip-mode') ?? 'VIP',
  };
}

/** What asks for a LoadBalancerPool, of which this version has none: the seam where pools will be looked up. */
function poolFault(texts: Texts): string | undefined {
  const pool = valueOf(texts, 'pool');
  if (pool !== undefined)
    return `there is no LoadBalancerPool "${pool}"; remove the annotation ${PREFIX}pool`;
  if (valueOf(texts, 'workload') !== 'None') return undefined;
  return `workload None takes its nodes from a LoadBalancerPool and there is none; use DaemonSet or Deployment`;
}

function problemsOf(texts: Texts): Problem[] {
  const faults = Object.entries(texts).flatMap(([name, text]) => faultOf(name, text) ?? []);
  if (faults.length > 0) return [problem('InvalidAnnotation', faults.join('; '))];
  const missing = poolFault(texts);
  return missing === undefined ? [] : [problem('PoolNotFound', missing)];
}

/** The texts kept on the workload when all annotations were last right. */
function lastGoodTexts({ daemonSets, deployments }: Observed): Texts | undefined {
  const [workload] = [...daemonSets, ...deployments].map(({ metadata }) => metadata);
  if (workload === undefined) return undefined;
  try {
    const texts: unknown = JSON.parse(workload.annotations?.[OPTIONS_ANNOTATION] ?? '{}');
    return typeof texts === 'object' && texts !== null ? (texts as Texts) : {};
  } catch {
    return {};
  }
}

/** Reads the Service's annotations. A faulty one never changes what runs: then the last good options stay in force. */
export function readOptions(observed: Observed): OptionsReading {
  const texts = ownTexts(observed.service.metadata.annotations ?? {});
  const problems = problemsOf(texts);
  if (problems.length === 0) return { options: optionsOf(texts), texts, problems };
  const lastGood = lastGoodTexts(observed);
  return { options: lastGood && optionsOf(lastGood), texts: lastGood ?? {}, problems };
}
