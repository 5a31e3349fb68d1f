import type { SchemaObject } from 'ajv';
import { integer, list, name, object, present, string, text } from './schema.ts';

const requirement = present(object({ key: name, operator: name, values: list(string) }, ['key', 'operator']));
const term = present(
  object({
    matchFields: list(present(object({ key: text, operator: text, values: list(string) }))),
    matchExpressions: list(requirement),
  }),
);

/** A toleration of a pod. */
export const toleration = present(
  object({ key: text, operator: text, value: text, effect: text, tolerationSeconds: integer }),
);

/** Containers of a pod, with the ports that they use on the node. */
export const containers = list(
  present(
    object({
      env: list(present(object({ name: text }))),
      ports: list(present(object({ hostPort: integer, protocol: text }))),
    }),
  ),
);

/** Affinity of a pod: which nodes it requires. */
export const affinity: SchemaObject = object({
  nodeAffinity: object({
    requiredDuringSchedulingIgnoredDuringExecution: object({ nodeSelectorTerms: list(term) }),
  }),
});
