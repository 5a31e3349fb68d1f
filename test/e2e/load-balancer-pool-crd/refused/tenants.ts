import type { Refused } from '../../crd/refused.ts';

const noOpposite =
  'spec.exclusive needs exactly one requirement in spec.nodeSelector, because all other Services get the opposite of it';
const notAllowed = 'spec.workload, which is DaemonSet by default, is one of spec.allowedWorkloads';
const label = { matchLabels: { role: 'edge' } };

/** What a pool cannot ask of the Services outside of it, or of its own. */
export const tenants: readonly Refused[] = [
  {
    name: 'an exclusive pool without nodeSelector',
    why: 'it would take every node of the cluster',
    spec: { exclusive: true },
    want: noOpposite,
  },
  {
    name: 'an exclusive pool with an empty nodeSelector',
    why: 'it would take every node of the cluster',
    spec: { exclusive: true, nodeSelector: { matchLabels: {}, matchExpressions: [] } },
    want: noOpposite,
  },
  {
    name: 'an exclusive pool with two labels',
    why: 'the opposite is not one requirement',
    spec: { exclusive: true, nodeSelector: { matchLabels: { role: 'edge', zone: 'a' } } },
    want: noOpposite,
  },
  {
    name: 'an exclusive pool with a label and an expression',
    why: 'the opposite is not one requirement',
    spec: {
      exclusive: true,
      nodeSelector: { ...label, matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
    },
    want: noOpposite,
  },
  {
    name: 'a workload that the pool does not allow',
    why: 'Services that choose none would get nothing',
    spec: { workload: 'None', allowedWorkloads: ['DaemonSet', 'Deployment'] },
    want: notAllowed,
  },
  {
    name: 'no workload, while DaemonSet is not allowed',
    why: 'it is the default',
    spec: { allowedWorkloads: ['None'] },
    want: notAllowed,
  },
  {
    name: 'no allowed workload',
    why: 'no Service could use the pool',
    spec: { allowedWorkloads: [] },
    want: /spec\.allowedWorkloads in body should have at least 1 items/,
  },
  {
    name: 'an unknown allowed workload',
    why: 'the hook can make none of it',
    spec: { allowedWorkloads: ['DaemonSet', 'StatefulSet'] },
    want: /spec\.allowedWorkloads\[1\]: Unsupported value: "StatefulSet": supported values: "DaemonSet", "Deployment", "None"/,
  },
  {
    name: 'excludedNodes as a boolean',
    why: 'a third choice may come',
    spec: { excludedNodes: true },
    want: /spec\.excludedNodes/,
  },
];
