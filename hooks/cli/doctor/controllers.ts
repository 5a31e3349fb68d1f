import type { Pod } from '../../kubernetes/objects.ts';
import { accountOf, callsOf, hookPaths, serves, servingEngines } from './calls.ts';
import type { Call } from './calls.ts';
import { check } from './check.ts';
import { namesText, ok, problem } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Controller, Observed } from './observed.ts';
import { metacontrollers } from './pods.ts';

const APPLY = 'kubectl apply -k metacontroller';

function namesOf(calls: readonly Call[]): string[] {
  return [...new Set(calls.map(({ controller }) => controller.metadata.name))];
}

/** Each hook is called by one controller. */
function callerFindings(calls: readonly Call[]): Finding[] {
  const callers = hookPaths().map((path) => {
    const found = calls.filter(({ url }) => url.pathname === path);
    return { path, count: found.length, names: namesText(namesOf(found)) };
  });
  const uncalled = callers.filter(({ count }) => count === 0).map(({ path }) => path);
  return [
    ...(uncalled.length === 0 ? [] : [problem(`no controller calls ${namesText(uncalled)}`, APPLY)]),
    ...callers
      .filter(({ count }) => count > 1)
      .map(({ path, names }) => problem(`${names} all call ${path}`, 'delete all but one of them')),
  ];
}

function serverFinding(controller: Controller, engines: readonly Pod[]): Finding {
  const { name } = controller.metadata;
  const accounts = engines.filter((pod) => serves(pod, controller)).map(accountOf);
  if (accounts.length === 1) return ok(`${name} is served by ${accounts.join('')}`);
  return accounts.length === 0
    ? problem(`no Metacontroller serves ${name}`, 'compare its labels with --target-label-selector')
    : problem(
        `${namesText(accounts)} all serve ${name}`,
        'start all but one of them with --target-label-selector=app.kubernetes.io/part-of!=akrobateo',
      );
}

/** The Service that is called exists. A host that is not a Service of the cluster is not checked. */
function targetFinding(url: URL, services: Observed['services']): Finding[] {
  const [, name, namespace] = /^([-a-z0-9]+)\.([-a-z]+[-a-z0-9]*)(\.svc(\..*)?)?$/.exec(url.hostname) ?? [];
  if (name === undefined) return [];
  const service = services.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (service?.spec?.ports?.some((each) => each.port === port)) return [];
  return [
    problem(`${url.origin} is called, but there is no such Service and port`, 'kubectl apply -k deploy'),
  ];
}

/** Each hook is called by one controller, which one Metacontroller serves. */
export const controllers = check(
  'Controllers',
  ['pods', 'services', 'decoratorcontrollers', 'compositecontrollers'],
  ({ services, ...observed }) => {
    const calls = callsOf(observed);
    const engines = servingEngines(observed);
    const old = calls.filter(({ version }) => version !== 'v2');
    const origins = new Map(calls.map(({ url }) => [url.origin, url]));
    const ours = new Set(calls.map(({ controller }) => controller));
    const isAny = metacontrollers(observed.pods).length > 0;
    return [
      ...callerFindings(calls),
      ...(old.length === 0 ? [] : [problem(`${namesText(namesOf(old))}: hooks need version v2`, APPLY)]),
      ...[...origins.values()].flatMap((url) => targetFinding(url, services)),
      ...(isAny ? [...ours].map((controller) => serverFinding(controller, engines)) : []),
    ];
  },
);
