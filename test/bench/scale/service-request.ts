import type { Service, SyncRequest } from '../../../hooks/services/observed.ts';
import { pairs } from '../../golden.ts';
import { exposedAt } from './exposure-request.ts';
import { withManagedFields } from './managed-fields.ts';
import { mapped } from './mapped.ts';
import { counting } from './places.ts';
import type { Place } from './places.ts';

const EXPOSURES = 'ServiceExposure.akrobateo.kontena.io/v1alpha1';
const DAEMON_SETS = 'DaemonSet.apps/v1';

function publishedAt(service: Service, places: readonly Place[]): Service {
  const [entry] = service.status?.loadBalancer?.ingress ?? [];
  const ingress = places.map(({ address }) => ({ ...entry, ip: address }));
  const status = { loadBalancer: { ingress }, conditions: counting(service.status?.conditions, places) };
  return withManagedFields({ ...service, status });
}

/** A sync of a Service that is already published at these nodes, where its ServiceExposure is exposed. */
export function serviceRequest(places: readonly Place[]): SyncRequest {
  const fixture = pairs().find(({ name }) => name === 'services/sync/daemonset-exposed');
  const { object, attachments, ...rest } = fixture?.request as SyncRequest;
  return {
    ...rest,
    object: publishedAt(object, places),
    attachments: {
      ...attachments,
      [EXPOSURES]: mapped(attachments[EXPOSURES], (exposure) => exposedAt(exposure, places)),
      [DAEMON_SETS]: mapped(attachments[DAEMON_SETS], withManagedFields),
    },
  };
}
