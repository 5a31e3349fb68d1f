import type { Answer } from '../../services/answer.ts';
import { REASON_ANNOTATION } from '../../kubernetes/keys.ts';
import type { Observed, Service } from '../../services/observed.ts';
import { publishedAddresses } from '../../services/publication.ts';
import { exposedCondition } from '../../services/status.ts';

interface Named {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

function nameOf(kind: string, { metadata }: Named): string {
  return `${kind} ${metadata?.name ?? ''}`;
}

function workloadDifferences({ daemonSets, deployments }: Observed, { attachments }: Answer): string[] {
  const present = [
    ...daemonSets.map((each) => nameOf('DaemonSet', each)),
    ...deployments.map((each) => nameOf('Deployment', each)),
  ];
  const wanted = attachments.map((each) => nameOf(each.kind ?? '', each));
  return [
    ...wanted.filter((name) => !present.includes(name)).map((name) => `${name} is to be made`),
    ...present.filter((name) => !wanted.includes(name)).map((name) => `${name} is to be deleted`),
  ];
}

function listText(addresses: readonly string[]): string {
  return addresses.length === 0 ? 'no address' : addresses.join(', ');
}

function statusDifferences(service: Service, { status }: Answer): string[] {
  if (status === undefined) return [];
  const wanted = { ...service, status };
  const [is, ought] = [publishedAddresses(service), publishedAddresses(wanted)].map(listText);
  const [has, gets] = [exposedCondition(service), exposedCondition(wanted)].map((condition) =>
    condition === undefined ? 'no condition of ours' : `${condition.reason}: ${condition.message}`,
  );
  return [
    ...(is === ought ? [] : [`its status publishes ${is ?? ''}, and is to publish ${ought ?? ''}`]),
    ...(has === gets ? [] : [`its condition says "${has ?? ''}", and is to say "${gets ?? ''}"`]),
  ];
}

function annotationDifferences({ metadata }: Service, { annotations = {} }: Answer): string[] {
  const present = metadata.annotations?.[REASON_ANNOTATION];
  const wanted = annotations[REASON_ANNOTATION];
  if (wanted === undefined || wanted === (present ?? null)) return [];
  return [wanted === null ? 'its annotation reason is to go' : 'its annotation reason is to be written'];
}

/** What the hook would change if it were asked now. */
export function differencesOf(observed: Observed, answer: Answer): string[] {
  const { service } = observed;
  return [
    ...workloadDifferences(observed, answer),
    ...statusDifferences(service, answer),
    ...annotationDifferences(service, answer),
  ];
}
