import { testCases } from '../case.ts';
import { DUAL_STACK, NODES, node, nodes, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, ON_N1 } from '../observed.ts';
import { add, annotate, behave, edit, expect, wait } from '../steps.ts';

const DUAL = [node('n1', { ips: ['10.0.0.1', 'fd00::1'] }), node('n2', { ips: ['10.0.0.2', 'fd00::2'] })];
const IN_BOTH_FAMILIES = { ...EXPOSED, addresses: [...BOTH, 'fd00::1', 'fd00::2'] };
const EXTERNAL = [node('n1', { external: '192.0.2.1' }), node('n2')];

function reports(address: string, ...more: readonly string[]) {
  const addresses = [address, ...more].map((each) => ({ type: 'InternalIP', address: each }));
  return edit('Node', 'n1', { status: { addresses } });
}

testCases('addresses', [
  {
    title: 'those of the annotation are published in their order and as Proxy, while a node serves',
    objects: [
      ...nodes('n1'),
      pool(),
      service({ annotations: { addresses: '192.0.2.9,lb.example.org,192.0.2.1' } }),
    ],
    before: [behave('n1', { crash: 'nft: no' })],
    steps: [
      expect({ addresses: [], reason: 'ProxyFailed' }),
      behave('n1', 'ready'),
      expect({ addresses: ['192.0.2.9', 'lb.example.org', '192.0.2.1'], mode: 'Proxy', reason: 'Exposed' }),
      annotate({ addresses: null }),
    ],
    expected: ON_N1,
  },
  {
    title: 'a host IP that is added is published when the proxies are replaced',
    steps: [annotate({ 'host-ip': '192.0.2.5' })],
    expected: { addresses: ['192.0.2.5'], mode: 'Proxy', reason: 'Exposed' },
  },
  {
    title: 'a host IP of another family changes nothing, because nothing would be forwarded there',
    steps: [annotate({ 'host-ip': 'fd00::5' })],
    expected: { addresses: BOTH, reason: 'InvalidAnnotation', says: 'the Service has only IPv4' },
  },
  {
    title: 'a host IP of the second family is published',
    objects: [...DUAL, service({ spec: DUAL_STACK, annotations: { 'host-ip': 'fd00::5' } })],
    expected: { addresses: ['fd00::5'], mode: 'Proxy', reason: 'Exposed' },
  },
  {
    title: 'both families are published, in the order of the Service, with and without a pool',
    objects: [...DUAL, service({ spec: DUAL_STACK })],
    steps: [expect(IN_BOTH_FAMILIES), add(pool())],
    expected: IN_BOTH_FAMILIES,
  },
  {
    title: 'a family without an address is reported until a node has one',
    objects: [...nodes('n1'), pool(), service({ spec: DUAL_STACK })],
    steps: [
      expect({ ...ON_N1, reason: 'FamilyWithoutAddress', says: 'no serving node has an IPv6 address' }),
      reports('10.0.0.1', 'fd00::1'),
    ],
    expected: { addresses: ['10.0.0.1', 'fd00::1'], reason: 'Exposed' },
  },
  {
    title: 'a node without an address of the family is not published',
    objects: [node('n1', { ips: ['fd00::1'] }), pool(), service()],
    expected: {
      addresses: [],
      reason: 'NoReadyNode',
      says: 'no ready node has an address of the requested family',
    },
  },
  {
    title: 'external addresses are preferred in a pool, and the annotation has priority',
    objects: [...EXTERNAL, pool(), service()],
    steps: [
      expect({ addresses: ['192.0.2.1'], reason: 'Exposed' }),
      annotate({ 'address-types': 'Hostname' }),
      expect({ addresses: ['n1', 'n2'], mode: undefined }),
      annotate({ 'address-types': 'InternalIP' }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'the order stays when a node with a smaller address becomes ready',
    objects: [...NODES, pool(), service()],
    before: [behave('n1', 'starting')],
    steps: [expect({ addresses: ['10.0.0.2'] }), behave('n1', 'ready')],
    expected: { addresses: ['10.0.0.2', '10.0.0.1'], reason: 'Exposed' },
  },
  {
    title: 'the order stays when a node with a smaller address is added',
    objects: [...nodes('n5', 'n10'), pool(), service()],
    steps: [expect({ addresses: ['10.0.0.5', '10.0.0.10'] }), add(node('n2')), wait(60)],
    expected: { addresses: ['10.0.0.5', '10.0.0.10', '10.0.0.2'] },
  },
  {
    title: 'a new address of a node is published',
    objects: [...NODES, pool(), service()],
    steps: [reports('10.0.0.77')],
    expected: { addresses: ['10.0.0.2', '10.0.0.77'], reason: 'Exposed' },
  },
]);
