import { testCases } from '../case.ts';
import { foreignPod, nodes, pool, service } from '../objects.ts';
import { EXPOSED } from '../observed.ts';
import { add, annotate, behave, deletePods, expect, rest, setPorts, together, wait } from '../steps.ts';

const NODES = nodes('n1', 'n2', 'n3');
const ONE_NODE = [...nodes('n1'), service()];
const ALL = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
const ONE = ['10.0.0.1'];
const UPDATED = { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' };

testCases('rollout', [
  {
    title: 'the only address stays while its proxy is replaced, also when no proxy serves the new port yet',
    objects: ONE_NODE,
    steps: [setPorts(80, 443), rest, expect({ ...UPDATED, addresses: ONE }), setPorts(81)],
    expected: { ...EXPOSED, addresses: ONE, workload: 'DaemonSet 81/TCP' },
  },
  {
    title: 'all addresses of a pool stay published, in their order',
    objects: [...NODES, pool(), service()],
    steps: [setPorts(80, 443)],
    expected: { ...UPDATED, addresses: ALL },
  },
  {
    title: 'a second change during the first one starts from the current proxies',
    objects: ONE_NODE,
    steps: [
      (chain) => {
        setPorts(80, 81)(chain);
        chain.sync();
        chain.cluster.step();
        setPorts(80, 443)(chain);
      },
    ],
    expected: { ...UPDATED, addresses: ONE },
  },
  {
    title: 'a proxy that does not become ready again is not being replaced any more after RETENTION_SECONDS',
    objects: ONE_NODE,
    steps: [
      behave('n1', 'starting'),
      deletePods('n1'),
      wait(20),
      expect({ addresses: ONE }),
      wait(15),
      expect({ addresses: [] }),
    ],
    expected: { addresses: [], reason: 'ProxyFailed' },
  },
  {
    title: 'a proxy that starts within the retention changes no address',
    objects: ONE_NODE,
    steps: [behave('n1', 'starting'), setPorts(80, 443), wait(20), behave('n1', 'ready')],
    expected: { ...UPDATED, addresses: ONE },
  },
  {
    title: 'a faulty version stops at the first node, and the others stay published',
    objects: [...NODES, service()],
    steps: [behave('n1', { crash: 'no' }), setPorts(80, 443), rest],
    expected: { addresses: ['10.0.0.2', '10.0.0.3'], mode: 'Proxy', reason: 'ProxyFailed' },
  },
  {
    title:
      'it stops at a node where the new port is taken, and goes on when the Service removes the port again',
    objects: [...NODES, foreignPod('n1', 443), service()],
    steps: [
      setPorts(80, 443),
      rest,
      expect({
        addresses: ['10.0.0.2', '10.0.0.3'],
        mode: 'Proxy',
        reason: 'PortTaken',
        says: 'older proxies are not updated',
      }),
      setPorts(80),
    ],
    expected: { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.3', '10.0.0.1'] },
  },
  {
    title: 'a node that is added meanwhile is published together with the others',
    objects: [...NODES, service()],
    steps: [together(setPorts(80, 443), add(...nodes('n4')))],
    expected: { ...UPDATED, addresses: [...ALL, '10.0.0.4'] },
  },
  {
    title: 'a DaemonSet becomes a Deployment: an address stays as long as the old pod terminates',
    objects: ONE_NODE,
    steps: [
      behave('n1', 'down'),
      annotate({ workload: 'Deployment' }),
      wait(300),
      expect({ addresses: ONE }),
      behave('n1', 'ready'),
    ],
    expected: { addresses: ONE, reason: 'Exposed', workload: 'Deployment 80/TCP' },
    interrupts: 'workload',
  },
  {
    title: 'a Deployment becomes a DaemonSet: the old node stays until the new proxies are ready',
    objects: [...NODES, service({ annotations: { workload: 'Deployment' } })],
    steps: [annotate({ workload: 'DaemonSet' }), expect({ addresses: ALL })],
    expected: { ...EXPOSED, addresses: ALL },
    interrupts: 'workload',
  },
]);
