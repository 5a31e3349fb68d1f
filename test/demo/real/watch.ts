import { Watch } from '@kubernetes/client-node';
import type { V1Service } from '@kubernetes/client-node';

import type { Cluster } from '../../e2e/framework/cluster.ts';
import { identity } from '../../e2e/framework/api.ts';
import { addressesOf, annotationOf } from '../../e2e/framework/service.ts';
import type { Narrator } from '../narrator.ts';
import { statusLine } from '../narrator.ts';

/** Shows every change of the Services in a namespace as `kubectl get services --watch` would; what is returned ends it. */
export async function watchServices(
  { api }: Cluster,
  namespace: string,
  narrator: Narrator,
): Promise<() => void> {
  const shown = new Map<string, string>();
  const watch = await new Watch(api.config).watch(
    `/api/v1/namespaces/${namespace}/services`,
    {},
    (type: string, service: V1Service) => {
      const { name } = identity(service);
      if (type === 'DELETED') {
        narrator.sees(`${name.padEnd(5)} is gone`);
        return;
      }
      const line = statusLine({
        name,
        type: service.spec?.type ?? '',
        addresses: addressesOf(service),
        reason: annotationOf(service, 'reason'),
      });
      if (shown.get(name) !== line) narrator.sees(line);
      shown.set(name, line);
    },
    () => undefined,
  );
  return () => {
    watch.abort();
  };
}
