import { isDeepStrictEqual } from 'node:util';
import { REASON_ANNOTATION } from '../../kubernetes/keys.ts';
import { publishedAddresses } from '../../services/addresses.ts';
import type { Answer } from '../../services/answer.ts';
import type { Service, ServiceState } from '../../services/observed.ts';
import { exposedCondition } from '../../services/status.ts';

/** Whether something differs, and the text that says it. */
type Difference = readonly [boolean, string];

function ofExposure({ exposure }: ServiceState, { attachments }: Answer): Difference[] {
  const desired = attachments.find(({ kind }) => kind === 'ServiceExposure');
  if (exposure === undefined || desired === undefined) return [];
  const { metadata, spec, status } = exposure;
  const isStale = status == null || status.observedGeneration !== (metadata.generation ?? undefined);
  return [
    [!isDeepStrictEqual(spec, desired.spec), `the spec of ServiceExposure ${metadata.name} would change`],
    [isStale, `the status of ServiceExposure ${metadata.name} is stale and would be written`],
  ];
}

/** What a Service publishes, what its condition says, and its annotation. */
function saidBy(service: Service) {
  const { reason = '', message = '' } = exposedCondition(service) ?? {};
  return {
    addresses: publishedAddresses(service).join(', ') || 'no address',
    condition: reason === '' ? 'nothing' : `${reason}: ${message}`,
    annotation: service.metadata.annotations?.[REASON_ANNOTATION] ?? null,
  };
}

function ofService(service: Service, { status, annotations = {} }: Answer): Difference[] {
  const before = saidBy(service);
  const after = status === undefined ? before : saidBy({ ...service, status });
  const { [REASON_ANNOTATION]: annotation = before.annotation } = annotations;
  const { addresses, condition } = after;
  return [
    [
      before.addresses !== addresses,
      `its status publishes ${before.addresses}, and would publish ${addresses}`,
    ],
    [
      before.condition !== condition,
      `its condition says "${before.condition}", and would say "${condition}"`,
    ],
    [
      before.annotation !== annotation,
      `its annotation reason would be ${annotation === null ? 'removed' : 'written'}`,
    ],
  ];
}

/**
 * What the hook would change if it were called now.
 * @param present the attachments of the Service, `DaemonSet akrobateo-web-5b8a2f0e`
 */
export function differencesOf(state: ServiceState, present: readonly string[], answer: Answer): string[] {
  const desired = answer.attachments.map(({ kind, metadata }) => `${kind ?? ''} ${metadata?.name ?? ''}`);
  const all: Difference[] = [
    ...desired.map((name): Difference => [!present.includes(name), `${name} would be created`]),
    ...present.map((name): Difference => [!desired.includes(name), `${name} would be deleted`]),
    ...ofExposure(state, answer),
    ...ofService(state.service, answer),
  ];
  return all.flatMap(([differs, text]) => (differs ? [text] : []));
}
