import { exposureName } from '../../kubernetes/names.ts';
import { check } from './check.ts';
import { countText, ok, problem } from './finding.ts';
import { ourServices } from './hook.ts';

const LEVEL = 'pod-security.kubernetes.io/enforce';

/** Namespaces with load balancers allow the host ports of proxies. */
export const podSecurity = check(
  'Namespaces',
  ['pods', 'services', 'namespaces', 'exposures'],
  ({ namespaces, exposures, ...observed }) => {
    const withoutProxies = exposures
      .filter(({ status }) => status?.admitted?.workload === 'None')
      .map(({ metadata }) => metadata.name);
    const services = ourServices(observed).filter(
      ({ metadata }) => !withoutProxies.includes(exposureName(metadata)),
    );
    const names = new Set(services.map(({ metadata }) => metadata.namespace));
    const denying = namespaces.flatMap(({ metadata }) => {
      const level = metadata?.labels?.[LEVEL] ?? '';
      const isDenied = ['baseline', 'restricted'].includes(level) && names.has(metadata?.name ?? '');
      return isDenied ? [{ name: metadata?.name ?? '', level }] : [];
    });
    if (denying.length === 0)
      return [ok(`${countText(names.size, 'namespace')} with proxies, none forbids host ports`)];
    return denying.map(({ name, level }) =>
      problem(
        `namespace ${name} enforces the pod security level ${level}, which forbids host ports`,
        `kubectl label namespace ${name} ${LEVEL}=privileged --overwrite, or use workload None`,
      ),
    );
  },
);
