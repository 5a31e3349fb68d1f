import type { V1Pod, V1Service } from '@kubernetes/client-node';
import type { Api } from '../../framework/cluster/api.ts';
import { addressesOf } from '../../framework/cluster/service.ts';
import { FirstTimes, watch } from '../watch.ts';

/** When events arrived first: of a ready pod by its node, of a Service by each of its addresses. */
export interface Arrivals {
  readonly ready: FirstTimes;
  readonly published: FirstTimes;
  readonly end: () => void;
}

function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

/** Watches pods and Services of a namespace; clear the arrivals between two Services. */
export async function watchArrivals(api: Api, namespace: string): Promise<Arrivals> {
  const ready = new FirstTimes();
  const published = new FirstTimes();
  const path = `/api/v1/namespaces/${namespace}`;
  const ends = [
    await watch(api, `${path}/pods`, (pod: V1Pod) => {
      if (isReady(pod)) ready.note(pod.spec?.nodeName ?? '');
    }),
    await watch(api, `${path}/services`, (service: V1Service) => {
      for (const address of addressesOf(service)) published.note(address);
    }),
  ];
  return {
    ready,
    published,
    end: () => {
      for (const end of ends) end();
    },
  };
}
