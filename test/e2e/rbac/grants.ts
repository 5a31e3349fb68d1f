import type { V1ClusterRole, V1Role } from '@kubernetes/client-node';

import { permission } from './audit.ts';

/** Granted although no request uses it, each with the reason. */
export const exceptions: Readonly<Record<string, string>> = {
  'core/services/finalizers update':
    'asked for by the admission plugin OwnerReferencesPermissionEnforcement, which this API server has switched on: ' +
    'without it no attachment is created here',
};

/** Every permission of some roles, sorted; wildcards stay what they are, and so are never used. */
export function granted(roles: readonly (V1ClusterRole | V1Role)[]): string[] {
  const rules = roles.flatMap((role) => role.rules ?? []);
  const permissions = rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => permission(group, resource, verb))),
    ),
  );
  return [...new Set(permissions)].sort();
}
