import { testCases } from '../case.ts';
import { NODES, pool, service } from '../objects.ts';
import { EXPOSED, NOTHING } from '../observed.ts';
import { add, editService, expect, rest, setPorts, together } from '../steps.ts';

const BOTH_PORTS = { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' };

testCases('ports', [
  {
    title: 'they are added and removed while addresses stay published, in any order',
    steps: [
      setPorts(80, 443),
      rest,
      expect(BOTH_PORTS),
      setPorts(443, 80),
      rest,
      expect(BOTH_PORTS),
      setPorts(80),
    ],
    expected: EXPOSED,
  },
  {
    title: 'the only one is replaced without deleting the workload, with and without a pool',
    steps: [
      setPorts(81),
      rest,
      expect({ ...EXPOSED, workload: 'DaemonSet 81/TCP', admitted: 'DaemonSet 81/TCP' }),
      add(pool()),
      rest,
      setPorts(82),
    ],
    expected: { ...EXPOSED, workload: 'DaemonSet 82/TCP' },
  },
  {
    title: 'only the last of two changes counts',
    steps: [together(setPorts(81), setPorts(80))],
    expected: EXPOSED,
  },
  {
    title: 'a reserved one is left out, and the addresses are Proxy, because kube-proxy would take it',
    objects: [...NODES, service({ ports: [80, 22] })],
    steps: [
      expect({
        ...EXPOSED,
        mode: 'Proxy',
        reason: 'PortReserved',
        says: 'port 22/TCP is reserved on the nodes',
      }),
      setPorts(22),
    ],
    expected: { ...NOTHING, reason: 'PortReserved' },
  },
  {
    title: 'TCP and UDP on one number are in two containers, because Metacontroller merges ports by number',
    objects: [...NODES, service({ ports: [53] })],
    steps: [
      setPorts(53, '53/UDP'),
      rest,
      expect({ ...EXPOSED, workload: 'DaemonSet 53/TCP 53/UDP' }),
      setPorts('53/UDP'),
    ],
    expected: { ...EXPOSED, workload: 'DaemonSet 53/UDP' },
  },
  {
    title: 'a Service without a cluster IP cannot be exposed',
    objects: [...NODES, service({ spec: { clusterIP: 'None', clusterIPs: ['None'] } })],
    expected: { addresses: [], reason: 'InvalidService', workload: 'none', admitted: undefined },
  },
  {
    title: 'a Service without ports cannot be exposed until it has one',
    objects: [...NODES, service({ ports: [] })],
    steps: [expect({ addresses: [], reason: 'InvalidService', workload: 'none' }), setPorts(80)],
    expected: EXPOSED,
  },
  {
    title: 'the proxies are replaced when source ranges are added',
    steps: [editService({ loadBalancerSourceRanges: ['192.0.2.0/24'] })],
    expected: EXPOSED,
  },
]);
