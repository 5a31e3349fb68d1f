import type { Case } from '../case.ts';
import { nodes, pool, service } from '../given.ts';
import { editService, sees, setPorts } from '../steps.ts';

const NODES = nodes('n1', 'n2');
const BOTH = ['10.0.0.1', '10.0.0.2'];
const EXPOSED = { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP' };

export const ports: readonly Case[] = [
  {
    name: 'added',
    why: 'While the new port is rolled out, addresses stay published as Proxy, and in the end they are VIP.',
    given: [...NODES, service()],
    steps: [setPorts(80, 443)],
    want: { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'removed',
    why: 'The port is not bound any more.',
    given: [...NODES, service({ ports: [80, 443] })],
    steps: [setPorts(80)],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'replaced',
    why: '80 becomes 81: the workload is updated and never deleted.',
    given: [...NODES, service()],
    steps: [setPorts(81)],
    want: { ...EXPOSED, workload: 'DaemonSet 81/TCP', admitted: 'DaemonSet 81/TCP' },
    unbroken: true,
  },
  {
    name: 'replaced, in a pool',
    why: 'The same with a pool.',
    given: [...NODES, pool(), service()],
    steps: [setPorts(81)],
    want: { ...EXPOSED, workload: 'DaemonSet 81/TCP' },
    unbroken: true,
  },
  {
    name: 'replaced and back at once',
    why: 'Only the last change counts.',
    given: [...NODES, service()],
    steps: [
      (chain) => {
        setPorts(81)(chain);
        setPorts(80)(chain);
      },
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'one reserved',
    why: 'The reserved port is left out, and the addresses are Proxy, because kube-proxy would take it.',
    given: [...NODES, service({ ports: [80, 22] })],
    want: { ...EXPOSED, mode: 'Proxy', reason: 'PortReserved', says: 'port 22/TCP is reserved on the nodes' },
    unbroken: true,
  },
  {
    name: 'all reserved',
    why: 'Nothing may run.',
    given: [...NODES, service({ ports: [22] })],
    want: { addresses: [], reason: 'PortReserved', workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'all reserved, later',
    why: 'The proxies for the old port are removed.',
    given: [...NODES, service()],
    steps: [sees(EXPOSED), setPorts(22)],
    want: { addresses: [], reason: 'PortReserved', workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'TCP and UDP on one number',
    why: 'Metacontroller merges ports by their number, so they are in two containers.',
    given: [...NODES, service({ ports: [53, '53/UDP'] })],
    want: { ...EXPOSED, workload: 'DaemonSet 53/TCP 53/UDP' },
    unbroken: true,
  },
  {
    name: 'TCP replaced by UDP on one number',
    why: 'A container appears and another one disappears.',
    given: [...NODES, service({ ports: [53] })],
    steps: [setPorts(53, '53/UDP'), sees({ workload: 'DaemonSet 53/TCP 53/UDP' }), setPorts('53/UDP')],
    want: { ...EXPOSED, workload: 'DaemonSet 53/UDP' },
    unbroken: true,
  },
  {
    name: 'in another order',
    why: 'The order of the ports in the Service does not matter.',
    given: [...NODES, service({ ports: [80, 443] })],
    steps: [setPorts(443, 80)],
    want: { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'headless',
    why: 'A Service without a cluster IP cannot be exposed.',
    given: [...NODES, service({ spec: { clusterIP: 'None', clusterIPs: ['None'] } })],
    want: { addresses: [], reason: 'InvalidService', workload: 'none', admitted: undefined },
  },
  {
    name: 'none',
    why: 'A Service without ports cannot be exposed.',
    given: [...NODES, service({ ports: [] })],
    steps: [sees({ addresses: [], reason: 'InvalidService', workload: 'none' }), setPorts(80)],
    want: EXPOSED,
  },
  {
    name: 'source ranges added',
    why: 'The ruleset changes, so the proxies are replaced.',
    given: [...NODES, service()],
    steps: [editService({ loadBalancerSourceRanges: ['192.0.2.0/24'] })],
    want: EXPOSED,
    unbroken: true,
  },
];
