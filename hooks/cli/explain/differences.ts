import { isDeepStrictEqual } from 'node:util';
import { REASON_ANNOTATION } from '../../kubernetes/keys.ts';
import { publishedAddresses } from '../../services/addresses.ts';
import type { Answer } from '../../services/answer.ts';
import { readState } from '../../services/observed.ts';
import type { Service, ServiceState, SyncRequest } from '../../services/observed.ts';
import { exposedCondition } from '../../services/status.ts';
import type { Labelled } from '../world.ts';

function textIf(differs: boolean, text: string): string[] {
  return differs ? [text] : [];
}

function ofExposure({ exposure }: ServiceState, { attachments }: Answer): string[] {
  const desired = attachments.find(({ kind }) => kind === 'ServiceExposure');
  if (exposure === undefined || desired === undefined) return [];
  const { metadata, spec, status } = exposure;
  const what = `of ServiceExposure ${metadata.name}`;
  const isStale = status == null || status.observedGeneration !== (metadata.generation ?? undefined);
  return [
    ...textIf(!isDeepStrictEqual(spec, desired.spec), `the spec ${what} would change`),
    ...textIf(isStale, `the status ${what} is stale and would be written`),
  ];
}

/** The addresses that a Service publishes, and what its condition says. */
function saidBy(service: Service) {
  const { reason, message } = exposedCondition(service) ?? {};
  return {
    addresses: publishedAddresses(service).join(', ') || 'no address',
    condition: reason === undefined ? 'nothing' : `${reason}: ${message ?? ''}`,
  };
}

function ofService(service: Service, { status, annotations = {} }: Answer): string[] {
  const now = saidBy(service);
  const { addresses, condition } = status === undefined ? now : saidBy({ ...service, status });
  const said = service.metadata.annotations?.[REASON_ANNOTATION] ?? null;
  const { [REASON_ANNOTATION]: says = said } = annotations;
  return [
    ...textIf(
      now.addresses !== addresses,
      `its status publishes ${now.addresses}, and would publish ${addresses}`,
    ),
    ...textIf(
      now.condition !== condition,
      `its condition says "${now.condition}", and would say "${condition}"`,
    ),
    ...textIf(said !== says, `its annotation reason would be ${says === null ? 'removed' : 'written'}`),
  ];
}

/** `DaemonSet akrobateo-web-5b8a2f0e` */
function nameOf({ kind, metadata }: Labelled & { readonly kind?: string | null }): string {
  return `${kind ?? ''} ${metadata?.name ?? ''}`;
}

/** What the hook would change if it were called now: its request, and what it would answer. */
export function differencesOf(request: SyncRequest, answer: Answer): string[] {
  const state = readState(request);
  const groups: readonly Readonly<Record<string, Labelled>>[] = Object.values(request.attachments);
  const present = groups.flatMap((objects) => Object.values(objects).map(nameOf));
  const desired = answer.attachments.map(nameOf);
  return [
    ...desired.flatMap((name) => textIf(!present.includes(name), `${name} would be created`)),
    ...present.flatMap((name) => textIf(!desired.includes(name), `${name} would be deleted`)),
    ...ofExposure(state, answer),
    ...ofService(state.service, answer),
  ];
}
