import type { Pod } from '../../kubernetes/objects.ts';
import { imagesOf } from '../pod-spec.ts';
import { flagOf, servingEngines } from './calls.ts';
import { check } from './check.ts';
import { namesText, ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { isOlder, metacontrollers, readiness, versionOf } from './pods.ts';

const TITLE = 'Metacontroller';

const OLDEST = [4, 17];

/** The defaults of Metacontroller, and what deploy/metacontroller sets. */
const RATES = {
  'client-go-qps': { fallback: 5, wanted: 100 },
  'client-go-burst': { fallback: 10, wanted: 200 },
  workers: { fallback: 5, wanted: 40 },
} as const;

/** With less than this part of what is wanted, fifty new Services take minutes. */
const SLOW = 0.2;

function versionFinding(image: string): Finding {
  const version = versionOf(image);
  const needed = `${OLDEST.join('.')} or newer`;
  if (version.length === 0)
    return warning(`the version of ${image} is not known`, `check that it is ${needed}`);
  return isOlder(version, OLDEST)
    ? problem(`${image} is too old`, `install ${needed}`)
    : ok(`its version is ${version.join('.')}`);
}

function ratesFinding(pod: Pod): Finding {
  const rates = Object.entries(RATES).map(([flag, { fallback, wanted }]) => {
    const value = Number(flagOf(pod, flag) ?? fallback);
    return { text: `${flag} ${value}`, flag: `--${flag}=${wanted}`, isSlow: value < wanted * SLOW };
  });
  const what = rates.map(({ text }) => text).join(', ');
  const slow = rates.filter(({ isSlow }) => isSlow);
  if (slow.length === 0) return ok(`its rates are ${what}`);
  const flags = slow.map(({ flag }) => flag).join(' ');
  return warning(`with its rates (${what}) many new Services take minutes`, `set ${flags}`);
}

/** It runs. */
export const metacontrollerPods = check(TITLE, ['pods'], ({ pods }) => {
  const found = metacontrollers(pods);
  const nothing = 'no pod of Metacontroller runs, so nothing is done';
  return [found.length === 0 ? problem(nothing, 'kubectl apply -k deploy/metacontroller') : readiness(found)];
});

/** It is new and fast enough. */
export const metacontrollerPrograms = check(
  TITLE,
  ['pods', 'decoratorcontrollers', 'compositecontrollers'],
  (observed) => {
    const engines = servingEngines(observed);
    return [
      ...[...new Set(engines.flatMap(({ spec }) => imagesOf(spec)))].map(versionFinding),
      ...engines.map(ratesFinding),
    ];
  },
);

/** Its service accounts may do what it does for our controllers. */
export const metacontrollerRights = check(TITLE, ['denied'], ({ denied }) =>
  denied.map(({ account, rights }) =>
    rights.length === 0
      ? ok(`${account} has all rights that it needs`)
      : problem(
          `${account} may not ${namesText(rights)}`,
          'bind the ClusterRole of deploy/metacontroller/cluster-role.yaml to it',
        ),
  ),
);
