import { isDeepStrictEqual } from 'node:util';
import { REASON_ANNOTATION } from '../../kubernetes/keys.ts';
import { publishedAddresses } from '../../services/addresses.ts';
import type { Answer } from '../../services/answer.ts';
import type { Service, ServiceState } from '../../services/observed.ts';
import { exposedCondition } from '../../services/status.ts';
import type { Labelled } from '../world.ts';

function attachmentDifferences(observed: readonly (readonly [string, Labelled])[], { attachments }: Answer) {
  const present = observed.map(([kind, { metadata }]) => `${kind} ${metadata?.name ?? ''}`);
  const desired = attachments.map(({ kind, metadata }) => `${kind ?? ''} ${metadata?.name ?? ''}`);
  return [
    ...desired.filter((name) => !present.includes(name)).map((name) => `${name} would be created`),
    ...present.filter((name) => !desired.includes(name)).map((name) => `${name} would be deleted`),
  ];
}

function exposureDifferences({ exposure }: ServiceState, { attachments }: Answer): string[] {
  const desired = attachments.find(({ kind }) => kind === 'ServiceExposure');
  if (exposure === undefined || desired === undefined) return [];
  const { metadata, spec, status } = exposure;
  const name = `ServiceExposure ${metadata.name}`;
  const isCurrent = status != null && status.observedGeneration === (metadata.generation ?? undefined);
  return [
    ...(isDeepStrictEqual(spec, desired.spec) ? [] : [`the spec of ${name} would change`]),
    ...(isCurrent ? [] : [`the status of ${name} is stale and would be written`]),
  ];
}

function addressText(service: Service): string {
  return publishedAddresses(service).join(', ') || 'no address';
}

function conditionText(service: Service): string {
  const condition = exposedCondition(service);
  return condition === undefined ? 'nothing' : `${condition.reason}: ${condition.message}`;
}

function serviceDifferences(service: Service, { status, annotations = {} }: Answer): string[] {
  const desired = status === undefined ? service : { ...service, status };
  const [addresses, condition] = [addressText(desired), conditionText(desired)];
  const reason = annotations[REASON_ANNOTATION];
  const isWritten =
    reason === undefined || reason === (service.metadata.annotations?.[REASON_ANNOTATION] ?? null);
  return [
    ...(addressText(service) === addresses
      ? []
      : [`its status publishes ${addressText(service)}, and would publish ${addresses}`]),
    ...(conditionText(service) === condition
      ? []
      : [`its condition says "${conditionText(service)}", and would say "${condition}"`]),
    ...(isWritten ? [] : [`its annotation reason would be ${reason === null ? 'removed' : 'written'}`]),
  ];
}

/**
 * What the hook would change if it were called now.
 * @param observed the attachments of the Service, each with its kind
 */
export function differencesOf(
  state: ServiceState,
  observed: readonly (readonly [string, Labelled])[],
  answer: Answer,
): string[] {
  return [
    ...attachmentDifferences(observed, answer),
    ...exposureDifferences(state, answer),
    ...serviceDifferences(state.service, answer),
  ];
}
