import assert from 'node:assert/strict';
import type { Environment } from '../../hooks/config.ts';
import { assertObserved } from './case.ts';
import type { Expected, Step } from './case.ts';
import type { Chain } from './chain.ts';
import type { Pod } from './cluster/objects.ts';
import type { Behaviour } from './cluster/pods.ts';
import type { KubeObject, NewObject } from './engine/kube-object.ts';
import { prefixed, servicePorts } from './objects.ts';
import type { PortText } from './objects.ts';
import { isRecord } from '../../hooks/kubernetes/parsed.ts';

/** A JSON merge patch: null deletes. */
function patched(value: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const base = isRecord(value) ? value : {};
  const fields = Object.entries(patch).map(([key, change]) => [key, patched(base[key], change)] as const);
  return Object.fromEntries(
    Object.entries({ ...base, ...Object.fromEntries(fields) }).filter(([, field]) => field !== null),
  );
}

function existing({ api }: Chain, kind: string, name: string): KubeObject {
  const object = api.find(kind, name);
  assert.ok(object, `there is no ${kind} ${name}`);
  return object;
}

// The API server empties the addresses of a Service whose type changes.
function withoutAddresses(object: KubeObject): KubeObject {
  const { type } = (object.spec ?? {}) as { type?: string };
  if (object.kind !== 'Service' || type === 'LoadBalancer') return object;
  return { ...object, status: { ...object.status, loadBalancer: {} } };
}

function edited(chain: Chain, object: KubeObject, patch: object): void {
  chain.api.update(object, withoutAddresses(patched(object, patch) as KubeObject));
}

/** A person edits an object; null deletes a field. */
export function edit(kind: string, name: string, patch: object): Step {
  return (chain) => {
    edited(chain, existing(chain, kind, name), patch);
  };
}

/** A person edits the Service `web`. */
export function editService(spec: object): Step {
  return edit('Service', 'web', { spec });
}

export function setPorts(...ports: readonly PortText[]): Step {
  return editService({ ports: servicePorts(ports) });
}

/** Sets our annotations on the Service `web`, without the prefix; null removes one. */
export function annotate(annotations: Readonly<Record<string, string | null>>): Step {
  return edit('Service', 'web', { metadata: { annotations: prefixed(annotations) } });
}

function onlyOne({ api }: Chain, kind: string): KubeObject {
  const [object, ...more] = api.list(kind);
  assert.ok(object, `there is no ${kind}`);
  assert.equal(more.length, 0, `there are several of kind ${kind}`);
  return object;
}

/** A person edits the only object of a kind. */
export function editOnly(kind: string, patch: object): Step {
  return (chain) => {
    edited(chain, onlyOne(chain, kind), patch);
  };
}

export function removeOnly(kind: string): Step {
  return (chain) => {
    chain.api.delete(onlyOne(chain, kind));
  };
}

export function remove(kind: string, name: string): Step {
  return (chain) => {
    chain.api.delete(existing(chain, kind, name));
  };
}

export function add(...objects: readonly NewObject[]): Step {
  return (chain) => {
    for (const object of objects)
      assert.ok(chain.api.create(object), `there is a ${object.kind} of this name`);
  };
}

/** From now on the proxies of a node do this. */
export function behave(node: string, behaviour: Behaviour): Step {
  return ({ cluster }) => {
    cluster.behaviours.set(node, behaviour);
  };
}

/** Deletes the pods of a node, as `kubectl delete pod` does. */
export function deletePods(node: string): Step {
  return ({ api }) => {
    const pods = api.list('Pod').filter(({ spec }) => (spec as { nodeName?: string }).nodeName === node);
    for (const pod of pods) api.delete(pod);
  };
}

/** The kubelet evicts the pods of a node. */
export function evictPods(node: string): Step {
  return ({ api }) => {
    for (const pod of api.list<Pod>('Pod').filter(({ spec }) => spec.nodeName === node)) {
      api.update(pod, { ...pod, status: { phase: 'Failed', conditions: [] } });
    }
  };
}

/** The API server refuses to create objects of a kind or to change their spec from now on. */
export function refuse(kind: string): Step {
  return ({ api }) => {
    api.refused.add(kind);
  };
}

export function accept(kind: string): Step {
  return ({ api }) => {
    api.refused.delete(kind);
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

/** Checks the Service of this name, or `web`. */
export function expect(expected: Expected, name?: string): Step {
  return (chain) => {
    assertObserved(chain, expected, name);
  };
}

/** Several steps at once: the chain does not settle between them. */
export function together(...steps: readonly Step[]): Step {
  return (chain) => {
    for (const step of steps) step(chain);
  };
}

/** A person edits a pool. */
export function editPool(name: string, spec: object): Step {
  return edit('LoadBalancerPool', name, { spec });
}

/** From now on the hooks have these settings. As in a cluster, that syncs nothing. */
export function configure(env: Environment): Step {
  return ({ engine }) => {
    engine.environment = env;
  };
}

/** One of our controllers does not run from now on. */
export function stop(name: string): Step {
  return ({ engine }) => {
    engine.stopped.add(name);
  };
}

export function start(name: string): Step {
  return ({ engine }) => {
    engine.stopped.delete(name);
  };
}
