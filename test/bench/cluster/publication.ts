import { Watch } from '@kubernetes/client-node';
import type { V1Service } from '@kubernetes/client-node';
import { identity } from '../../e2e/framework/api.ts';
import type { Cluster } from '../../e2e/framework/cluster.ts';
import { eventually } from '../../e2e/framework/eventually.ts';
import { addressesOf } from '../../e2e/framework/service.ts';

/** Watched changes of one namespace, until `end`. */
interface Watched {
  readonly end: () => void;
}

/** When what had come about, in seconds on one clock. */
export interface Publication {
  /** Each Service had an address. */
  readonly one: number;
  /** Each pod ran. */
  readonly pods: number;
  /** Each Service had all addresses. */
  readonly all: number;
}

function seconds(): number {
  return performance.now() / 1000;
}

/**
 * A watch that the API server ends begins anew, with all that is there: what is told twice does no harm.
 * Of pods nothing is read that Services do not have too.
 */
async function watch({ api }: Cluster, path: string, told: (object: V1Service) => void): Promise<Watched> {
  let ended = false;
  let request: AbortController | undefined;
  const begin = async () => {
    request = await new Watch(api.config).watch(
      path,
      {},
      (_, object: V1Service) => {
        told(object);
      },
      () => {
        if (!ended) setTimeout(() => void begin(), 50);
      },
    );
  };
  await begin();
  return {
    end: () => {
      ended = true;
      request?.abort();
    },
  };
}

/** Notes for each key when it was first told. */
class FirstTimes extends Map<string, number> {
  note(key: string): void {
    if (!this.has(key)) this.set(key, seconds());
  }

  last(): number {
    return Math.max(...this.values());
  }
}

const PATIENCE = { timeout: 480_000, interval: 100 };

/** Begins to watch a namespace; the result waits until so many pods run, and tells when the last one did, in seconds. */
export async function watchPods(
  cluster: Cluster,
  namespace: string,
  count: number,
): Promise<() => Promise<number>> {
  const pods = new FirstTimes();
  // kwok's pods are ready as soon as they run, so that each is told of once or twice only.
  const path = `/api/v1/namespaces/${namespace}/pods?fieldSelector=status.phase%3DRunning`;
  const { end } = await watch(cluster, path, (pod) => {
    pods.note(identity(pod).uid);
  });
  return async () => {
    try {
      await eventually(
        () => {
          if (pods.size < count) throw new Error(`${pods.size} of ${count}`);
        },
        { ...PATIENCE, what: 'not every pod ran' },
      );
      return pods.last();
    } finally {
      end();
    }
  };
}

/** Begins to watch a namespace; the result waits until so many Services have the addresses of so many nodes. */
export async function watchPublication(
  cluster: Cluster,
  namespace: string,
  { services, nodes }: { services: number; nodes: number },
): Promise<() => Promise<Publication>> {
  const [one, all] = [new FirstTimes(), new FirstTimes()];
  const running = await watchPods(cluster, namespace, services * nodes);
  const { end } = await watch(cluster, `/api/v1/namespaces/${namespace}/services`, (service) => {
    const { length } = addressesOf(service);
    if (length > 0) one.note(identity(service).uid);
    if (length === nodes) all.note(identity(service).uid);
  });
  return async () => {
    try {
      await eventually(
        () => {
          if (all.size < services) throw new Error(`${all.size} of ${services}`);
        },
        { ...PATIENCE, what: 'not every Service had all addresses' },
      );
      return { one: one.last(), pods: await running(), all: all.last() };
    } finally {
      end();
    }
  };
}
