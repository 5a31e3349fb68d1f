import { settles } from '../case.ts';
import { EDGE, WEB, foreignPod, node, nodes, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, UPDATED } from '../observed.ts';
import { annotate, behave, deletePods, edit, refuse, rest, restart, setPorts, wait } from '../steps.ts';

const THREE = [...nodes('n1', 'n2', 'n3'), service()];
const ALL = [...BOTH, '10.0.0.3'];
const SEVEN = nodes('n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7');
const ONE_NODE = [...nodes('n1'), service()];
const ONE = ['10.0.0.1'];
const labels = { role: 'edge' };
const deployment = (annotations = {}) => service({ annotations: { workload: 'Deployment', ...annotations } });

describe('the chain of hooks: rollout', () => {
  settles('the only address stays while its proxy is replaced, also when no proxy serves the new port yet', [
    ONE_NODE,
    setPorts(80, 443),
    rest,
    { ...UPDATED, addresses: ONE },
    setPorts(81),
    { ...EXPOSED, addresses: ONE, workload: 'DaemonSet 81/TCP' },
  ]);
  settles('a second change during the first one starts from the current proxies', [
    ONE_NODE,
    (chain) => {
      setPorts(80, 81)(chain);
      chain.sync();
      chain.cluster.step();
      setPorts(80, 443)(chain);
    },
    { ...UPDATED, addresses: ONE },
  ]);
  settles('a node that is added meanwhile is published together with the others', [
    THREE,
    [setPorts(80, 443), node('n4')],
    { ...UPDATED, addresses: [...ALL, '10.0.0.4'] },
  ]);
  settles('growth is published in steps, because one more node waits a moment for others', [
    [...SEVEN, pool(), service(), behave('starting', 'n3', 'n4', 'n5', 'n6', 'n7')],
    { addresses: BOTH },
    behave('ready', 'n3'),
    { addresses: BOTH },
    wait(6),
    { addresses: ALL },
    behave('ready', 'n4', 'n5', 'n6', 'n7'),
    { ...EXPOSED, addresses: [...ALL, '10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.7'] },
  ]);
  settles('a faulty version stops at the first node, and the others stay published', [
    THREE,
    behave({ crash: 'no' }, 'n1'),
    setPorts(80, 443),
    rest,
    { addresses: ['10.0.0.2', '10.0.0.3'], mode: 'Proxy', reason: 'ProxyFailed' },
  ]);
  settles('it stops at a node where the new port is taken, and goes on when the Service removes the port', [
    [...THREE, foreignPod('n1', 443)],
    setPorts(80, 443),
    rest,
    { addresses: ['10.0.0.2', '10.0.0.3'], mode: 'Proxy', says: 'older proxies are not updated' },
    setPorts(80),
    { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.3', '10.0.0.1'] },
  ]);
  settles('a DaemonSet becomes a Deployment: an address stays as long as the old pod terminates', [
    'the workload may be deleted',
    ONE_NODE,
    behave('down', 'n1'),
    annotate({ workload: 'Deployment' }),
    wait(300),
    { addresses: ONE },
    behave('ready', 'n1'),
    { addresses: ONE, reason: 'Exposed', workload: 'Deployment 80/TCP' },
  ]);
  settles('a Deployment becomes a DaemonSet: the old node stays until the new proxies are ready', [
    'the workload may be deleted',
    [...nodes('n1', 'n2', 'n3'), deployment()],
    annotate({ workload: 'DaemonSet' }),
    { ...EXPOSED, addresses: ALL },
  ]);
  settles('a rolling update of a Deployment never removes every address', [
    [...nodes('n1', 'n2', 'n3'), deployment({ replicas: '2' })],
    setPorts(80, 443),
    { mode: 'VIP', reason: 'Exposed', workload: 'Deployment 80/TCP 443/TCP' },
  ]);
  settles('the only address of a Deployment stays while its proxy is replaced', [
    [...nodes('n1', 'n2', 'n3'), deployment()],
    deletePods('n1'),
    { reason: 'Exposed', workload: 'Deployment 80/TCP' },
  ]);
  settles(
    'a proxy of a Deployment is replaced when its node left the pool, where Kubernetes leaves the pod',
    [
      'addresses may disappear',
      [node('n1', { labels }), node('n2', { labels }), pool('default', EDGE), deployment()],
      edit('Node', { metadata: { labels: { role: null } } }, 'n1'),
      { ...EXPOSED, addresses: ['10.0.0.2'], workload: 'Deployment 80/TCP' },
    ],
  );
});

describe('the chain of hooks: problems', () => {
  settles('a proxy that stops is reported with its message, and its node is published when it recovers', [
    WEB,
    behave({ crash: 'nft: cannot load the ruleset.' }, 'n2'),
    rest,
    {
      addresses: ONE,
      reason: 'ProxyFailed',
      says: 'the proxy stops: nft: cannot load the ruleset on node n2',
    },
    behave('ready', 'n2'),
    EXPOSED,
  ]);
  settles('a port that no proxy holds, because the DaemonSet is refused, is never published as VIP', [
    WEB,
    refuse('DaemonSet'),
    setPorts(80, 443),
    rest,
    { addresses: BOTH, mode: 'Proxy', reason: 'WorkloadNotApplied', says: 'ports 80/TCP, 443/TCP' },
    refuse(),
    restart,
    UPDATED,
  ]);
  settles('the address of a node that is down stays for the retention, and is published again later', [
    WEB,
    behave('down', 'n2'),
    deletePods('n2'),
    wait(25),
    { addresses: BOTH },
    wait(10),
    rest,
    { addresses: ONE, reason: 'ProxyFailed', says: 'the kubelet does not respond on node n2' },
    behave('ready', 'n2'),
    EXPOSED,
  ]);
  settles('the most important of several is the reason, and the text has all of them', [
    [
      ...nodes('n1', 'n2', 'n3'),
      foreignPod('n3'),
      service({ ports: [80, 22] }),
      behave({ crash: 'no' }, 'n2'),
    ],
    { addresses: ONE, reason: 'PortReserved', problems: ['PortReserved', 'PortTaken', 'ProxyFailed'] },
  ]);
  settles('the same problem on many nodes is reported once', [
    [...SEVEN, service(), behave({ crash: 'no' }, 'n2', 'n3', 'n4', 'n5', 'n6', 'n7')],
    { addresses: ONE, problems: ['ProxyFailed'], says: 'on nodes n2, n3, n4 and 3 more' },
  ]);
});
