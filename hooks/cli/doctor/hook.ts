import type { CoreConfig } from '../../config.ts';
import { objectionTo } from '../../services/claim.ts';
import type { Service } from '../../services/observed.ts';
import { VERSION } from '../../version.ts';
import { configOf } from '../terminal.ts';
import { variablesOf } from '../pod-spec.ts';
import { keyOf } from '../world.ts';
import { check } from './check.ts';
import { countText, namesText, ok, problem, warning } from './finding.ts';
import type { Observed } from './observed.ts';
import { labelOf, podsOf, readiness } from './pods.ts';

const TITLE = 'Hook';

function readSettings(pods: Observed['pods']): { readonly config: CoreConfig } | { readonly fault: string } {
  const [pod] = podsOf('hook', pods);
  try {
    return { config: configOf(pod === undefined ? {} : variablesOf(pod.spec)) };
  } catch (error) {
    return { fault: (error as Error).message.replace(/^Environment: /, '').replace(/\.$/, '') };
  }
}

/** The settings of the hook that runs; the defaults if none does, or if they are faulty. */
export function settingsOf(pods: Observed['pods']): CoreConfig {
  const settings = readSettings(pods);
  return 'config' in settings ? settings.config : configOf({});
}

/** The Services that are ours. */
export function ourServices({ pods, services }: Pick<Observed, 'pods' | 'services'>): Service[] {
  const config = settingsOf(pods);
  return services.filter((service) => objectionTo(service, config) === null);
}

/** It runs, in the version of this command line, with settings that it can read. */
export const hookPods = check(TITLE, ['pods'], ({ pods }) => {
  const found = podsOf('hook', pods);
  if (found.length === 0) return [problem('no pod of the hook runs', 'kubectl apply -k deploy')];
  const versions = found.flatMap((pod) => labelOf(pod, 'app.kubernetes.io/version') ?? []);
  const version = `its version is ${namesText(versions)}`;
  const settings = readSettings(pods);
  return [
    readiness(found),
    versions.every((each) => each === VERSION.version)
      ? ok(version)
      : warning(`${version}, that of this command line ${VERSION.version}`, 'use the same version'),
    ...('fault' in settings ? [problem(settings.fault, 'correct the variables of its Deployment')] : []),
  ];
});

/** Each Service that is ours was seen by the hook. */
export const answered = check(TITLE, ['pods', 'services', 'exposures'], ({ exposures, ...observed }) => {
  const ours = ourServices(observed);
  const known = new Set(exposures.filter(({ status }) => status != null).map(({ spec }) => spec.service.uid));
  const waiting = ours.filter(({ metadata }) => !known.has(metadata.uid)).map(keyOf);
  return [
    waiting.length === 0
      ? ok(`${countText(ours.length, 'load balancer')}, each with a ServiceExposure that has a status`)
      : warning(
          `without a ServiceExposure that has a status: ${namesText(waiting)}`,
          'wait some seconds; then kubectl get events -A --field-selector reason=SyncError',
        ),
  ];
});
