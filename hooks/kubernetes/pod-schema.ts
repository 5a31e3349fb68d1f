import { integer, list, name, observed, partial, text } from './schema.ts';

const values = list(text);
const term = partial({
  matchFields: list(partial({ key: text, operator: text, values })),
  matchExpressions: list(observed({ key: name, operator: name }, { values })),
});

/** A toleration of a pod. */
export const toleration = partial({
  key: text,
  operator: text,
  value: text,
  effect: text,
  tolerationSeconds: integer,
});

const sleep = observed({ seconds: integer }, {});

/** Containers of a pod, with the ports that they use on the node, and how long they go on when the pod is deleted. */
export const containers = list(
  partial({
    env: list(partial({ name: text })),
    lifecycle: partial({ preStop: partial({ sleep }) }),
    ports: list(partial({ hostPort: integer, protocol: text })),
  }),
);

const required = partial({ nodeSelectorTerms: list(term) });

/** Affinity of a pod: which nodes it requires. */
export const affinity = partial({
  nodeAffinity: partial({ requiredDuringSchedulingIgnoredDuringExecution: required }),
});
