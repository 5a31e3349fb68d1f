import { POOL_SPEC } from '../../kubernetes/load-balancer-pool.ts';
import { EXPOSURE_SPEC } from '../../kubernetes/service-exposure.ts';
import { check } from './check.ts';
import { ok, problem } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Observed } from './observed.ts';

const OURS = {
  'loadbalancerpools.akrobateo.kontena.io': Object.keys(POOL_SPEC['properties'] as object),
  'serviceexposures.akrobateo.kontena.io': Object.keys(EXPOSURE_SPEC['properties'] as object),
};
const ENGINE = 'compositecontrollers decoratorcontrollers controllerrevisions'
  .split(' ')
  .map((plural) => `${plural}.metacontroller.k8s.io`);
const VERSION = 'v1alpha1';

type Crd = Observed['crds'][number];

function served({ spec, status }: Crd) {
  const isEstablished = status?.conditions?.some(
    ({ type, status: value }) => type === 'Established' && value === 'True',
  );
  return isEstablished ? spec.versions.find(({ name, served: is }) => name === VERSION && is) : undefined;
}

/** Whether one of our kinds is served, with all fields that this version writes. */
function findingOf(name: string, fields: readonly string[], crd: Crd | undefined, todo: string): Finding {
  if (crd === undefined) return problem(`${name} is missing`, todo);
  const version = served(crd);
  if (version === undefined) return problem(`${name} is not served as ${VERSION}`, todo);
  const known = version.schema?.openAPIV3Schema?.properties?.['spec']?.properties ?? {};
  const missing = fields.filter((field) => !Object.hasOwn(known, field));
  return missing.length === 0
    ? ok(`${name} is served as ${VERSION}`)
    : problem(`${name} is of an older version: it lacks ${missing.join(', ')}`, todo);
}

/** Our kinds, and those of Metacontroller. */
export const crds = check('CustomResourceDefinitions', ['crds'], (observed) => {
  const find = (name: string) => observed.crds.find(({ metadata }) => metadata?.name === name);
  const missing = ENGINE.filter((name) => find(name) === undefined);
  return [
    ...Object.entries(OURS).map(([name, fields]) =>
      findingOf(name, fields, find(name), 'kubectl apply -k metacontroller'),
    ),
    missing.length === 0
      ? ok('those of Metacontroller are there')
      : problem(
          `${missing.join(', ')} missing`,
          "apply Metacontroller's CustomResourceDefinitions, see deploy/README.md",
        ),
  ];
});
