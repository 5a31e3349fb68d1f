import type { V1Pod, V1Service } from '@kubernetes/client-node';
import type { Api } from '../../e2e/framework/api.ts';
import { addressesOf } from '../../e2e/framework/service.ts';
import { watch } from './watch.ts';

/** When events arrived first: of a ready pod by its node, of a Service by each of its addresses. */
export interface Arrivals {
  readonly ready: Map<string, number>;
  readonly published: Map<string, number>;
  readonly end: () => void;
}

function note(times: Map<string, number>, key: string): void {
  if (!times.has(key)) times.set(key, performance.now());
}

function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

/** Watches pods and Services of a namespace; whoever reads the arrivals clears them between two Services. */
export async function watchArrivals(api: Api, namespace: string): Promise<Arrivals> {
  const ready = new Map<string, number>();
  const published = new Map<string, number>();
  const path = `/api/v1/namespaces/${namespace}`;
  const ends = [
    await watch(api, `${path}/pods`, (pod: V1Pod) => {
      if (isReady(pod)) note(ready, pod.spec?.nodeName ?? '');
    }),
    await watch(api, `${path}/services`, (service: V1Service) => {
      for (const address of addressesOf(service)) note(published, address);
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
