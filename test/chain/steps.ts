import assert from 'node:assert/strict';
import type { Environment } from '../../hooks/config.ts';
import { isRecord } from '../../hooks/kubernetes/parsed.ts';
import { assertObserved } from './case.ts';
import type { Expected, Step } from './case.ts';
import type { Chain } from './chain.ts';
import type { Behaviour } from './cluster/pod-status.ts';
import type { KubeObject } from './engine/kube-object.ts';
import { prefixed, servicePorts } from './objects.ts';
import type { PortText } from './objects.ts';

/** A JSON merge patch: null deletes. */
function patched(value: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const base = isRecord(value) ? value : {};
  const fields = Object.entries(patch).map(([key, change]) => [key, patched(base[key], change)] as const);
  return Object.fromEntries(
    Object.entries({ ...base, ...Object.fromEntries(fields) }).filter(([, field]) => field !== null),
  );
}

// Without a name it is the only object of its kind.
function existing({ api }: Chain, kind: string, name?: string): KubeObject {
  const [object, ...more] = api
    .list(kind)
    .filter(({ metadata }) => metadata.name === (name ?? metadata.name));
  assert.ok(object && more.length === 0, `there is not exactly one ${kind} ${name ?? ''}`);
  return object;
}

// The API server empties the addresses of a Service whose type changes.
function withoutAddresses(object: KubeObject): KubeObject {
  const { type } = (object.spec ?? {}) as { type?: string };
  if (object.kind !== 'Service' || type === 'LoadBalancer') return object;
  return { ...object, status: { ...object.status, loadBalancer: {} } };
}

/** A person edits an object, or the only one of its kind; null deletes a field. */
export function edit(kind: string, patch: object, name?: string): Step {
  return (chain) => {
    const object = existing(chain, kind, name);
    chain.api.update(object, withoutAddresses(patched(object, patch) as KubeObject));
  };
}

/** A person edits the Service `web`. */
export function editService(spec: object): Step {
  return edit('Service', { spec }, 'web');
}

export function setPorts(...ports: readonly PortText[]): Step {
  return editService({ ports: servicePorts(ports) });
}

/** Sets our annotations on the Service `web`, without the prefix; null removes one. */
export function annotate(annotations: Readonly<Record<string, string | null>>): Step {
  return edit('Service', { metadata: { annotations: prefixed(annotations) } }, 'web');
}

/** A person edits a pool. */
export function editPool(name: string, spec: object): Step {
  return edit('LoadBalancerPool', { spec }, name);
}

/** Deletes an object, or the only one of its kind. */
export function remove(kind: string, name?: string): Step {
  return (chain) => {
    chain.api.delete(existing(chain, kind, name));
  };
}

/** From now on the proxies of these nodes do this. */
export function behave(behaviour: Behaviour, ...nodes: readonly string[]): Step {
  return ({ cluster }) => {
    for (const node of nodes) cluster.behaviours.set(node, behaviour);
  };
}

/** Deletes the pods of a node, as `kubectl delete pod` does. */
export function deletePods(node: string): Step {
  return ({ api }) => {
    const pods = api.list('Pod').filter(({ spec }) => (spec as { nodeName?: string }).nodeName === node);
    for (const pod of pods) api.delete(pod);
  };
}

/** The API server refuses to create objects of these kinds or to change their spec from now on, and of no others. */
export function refuse(...kinds: readonly string[]): Step {
  return ({ api }) => {
    api.refused = new Set(kinds);
  };
}

export function wait(seconds: number): Step {
  return (chain) => {
    chain.wait(seconds);
  };
}

/** Lets time pass until nothing is requested any more. */
export const rest: Step = (chain) => {
  chain.rest();
};

/** A sync of every parent, as after a restart of Metacontroller. */
export const restart: Step = (chain) => {
  chain.restart();
};

/** Checks another Service. */
export function expect(name: string, expected: Expected): Step {
  return (chain) => {
    assertObserved(chain, expected, name);
  };
}

/** From now on the hooks have these settings. As in a cluster, that syncs nothing. */
export function configure(env: Environment): Step {
  return ({ engine }) => {
    engine.environment = env;
  };
}

/** These of our controllers do not run from now on, and all others do. */
export function stop(...names: readonly string[]): Step {
  return ({ engine }) => {
    engine.stopped = new Set(names);
  };
}
