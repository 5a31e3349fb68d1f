import { isDeepStrictEqual } from 'node:util';
import { REASON_ANNOTATION } from '../../kubernetes/keys.ts';
import type { ServiceExposure } from '../../kubernetes/service-exposure.ts';
import { publishedAddresses } from '../../services/addresses.ts';
import type { Answer } from '../../services/answer.ts';
import type { Service, SyncRequest } from '../../services/observed.ts';
import { exposedCondition } from '../../services/status.ts';
import { resourceOf } from '../world/resources.ts';

function attachmentDifferences({ attachments: observed }: SyncRequest, { attachments }: Answer): string[] {
  const present = Object.entries(observed).flatMap(([group, objects]) =>
    Object.values<{ readonly metadata?: { readonly name?: string | null } | null }>(objects).map(
      ({ metadata }) => `${group.split('.')[0] ?? ''} ${metadata?.name ?? ''}`,
    ),
  );
  const desired = attachments.map(({ kind, metadata }) => `${kind ?? ''} ${metadata?.name ?? ''}`);
  return [
    ...desired.filter((name) => !present.includes(name)).map((name) => `${name} would be created`),
    ...present.filter((name) => !desired.includes(name)).map((name) => `${name} would be deleted`),
  ];
}

function exposureDifferences(exposure: ServiceExposure | undefined, { attachments }: Answer): string[] {
  const desired = attachments.find((each) => resourceOf(each) === 'exposures');
  if (exposure === undefined || desired === undefined) return [];
  const { metadata, spec, status } = exposure;
  const name = `ServiceExposure ${metadata.name}`;
  const isCurrent = status?.observedGeneration === (metadata.generation ?? undefined);
  return [
    ...(isDeepStrictEqual(spec, desired.spec) ? [] : [`the spec of ${name} would change`]),
    ...(status != null && isCurrent ? [] : [`the status of ${name} is stale and would be written`]),
  ];
}

function statusDifferences(service: Service, { status }: Answer): string[] {
  if (status === undefined) return [];
  const both = [service, { ...service, status }];
  const [before, after] = both.map((each) => publishedAddresses(each).join(', ') || 'no address');
  const [said, says] = both.map((each) => {
    const condition = exposedCondition(each);
    return condition === undefined ? 'nothing' : `${condition.reason}: ${condition.message}`;
  });
  return [
    ...(before === after ? [] : [`its status publishes ${before ?? ''}, and would publish ${after ?? ''}`]),
    ...(said === says ? [] : [`its condition says "${said ?? ''}", and would say "${says ?? ''}"`]),
  ];
}

function annotationDifferences({ metadata }: Service, { annotations = {} }: Answer): string[] {
  const present = metadata.annotations?.[REASON_ANNOTATION] ?? null;
  const desired = annotations[REASON_ANNOTATION];
  if (desired === undefined || desired === present) return [];
  return [`its annotation reason would be ${desired === null ? 'removed' : 'written'}`];
}

/** What the hooks would change if they were called now. */
export function differencesOf(
  request: SyncRequest,
  exposure: ServiceExposure | undefined,
  answer: Answer,
): string[] {
  return [
    ...attachmentDifferences(request, answer),
    ...exposureDifferences(exposure, answer),
    ...statusDifferences(request.object, answer),
    ...annotationDifferences(request.object, answer),
  ];
}
