import { keyOf } from '../world.ts';
import type { Labelled } from '../world.ts';
import { check } from './check.ts';
import { ok, warning } from './finding.ts';
import type { Finding } from './finding.ts';

/** What etcd takes for an object, and the API server for its annotations, in bytes. */
const LIMITS = { object: 1.5 * 1024 ** 2, annotations: 256 * 1024 };

/** From this part of a limit on it is reported. */
const NEAR = 0.75;

type Sized = Labelled & {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> | null } | null;
};

function findingsOf(kind: string, objects: readonly Sized[]): Finding[] {
  return objects.flatMap((object) => {
    const parts = { object, annotations: object.metadata?.annotations ?? {} };
    return (['object', 'annotations'] as const).flatMap((part) => {
      const size = Buffer.byteLength(JSON.stringify(parts[part]));
      if (size < NEAR * LIMITS[part]) return [];
      const kibibytes = `${Math.round(size / 1024)} of ${LIMITS[part] / 1024} KiB`;
      const what = `${kind} ${keyOf(object)} has ${kibibytes}${part === 'object' ? '' : ' in annotations'}`;
      return [warning(what, 'reduce it, see docs/reference.md#limits')];
    });
  });
}

/** No object is close to what the API server takes. */
export const sizes = check(
  'Sizes',
  ['services', 'exposures', 'pools', 'daemonsets', 'deployments'],
  (observed) => {
    const kinds: Readonly<Record<string, readonly Sized[]>> = {
      Service: observed.services,
      ServiceExposure: observed.exposures,
      LoadBalancerPool: observed.pools,
      DaemonSet: observed.daemonsets,
      Deployment: observed.deployments,
    };
    const near = Object.entries(kinds).flatMap(([kind, objects]) => findingsOf(kind, objects));
    return near.length > 0 ? near : [ok('no object is close to its size limit')];
  },
);
