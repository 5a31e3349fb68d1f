import type { Case } from '../case.ts';
import { DUAL_STACK, node, nodes, pool, service } from '../given.ts';
import { add, annotate, behave, edit, editService, sees, wait } from '../steps.ts';

const DUAL = [node('n1', { ips: ['10.0.0.1', 'fd00::1'] }), node('n2', { ips: ['10.0.0.2', 'fd00::2'] })];
const EXTERNAL = [node('n1', { external: '192.0.2.1' }), node('n2')];

export const addresses: readonly Case[] = [
  {
    name: 'given',
    why: 'Given addresses are published in their order while a node serves, always as Proxy.',
    given: [...nodes('n1'), service({ annotations: { addresses: '192.0.2.9,lb.example.org,192.0.2.1' } })],
    want: { addresses: ['192.0.2.9', 'lb.example.org', '192.0.2.1'], mode: 'Proxy', reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'given, and no node serves',
    why: 'Given addresses are not published while no proxy is ready.',
    given: [...nodes('n1'), service({ annotations: { addresses: '192.0.2.9' } })],
    before: [behave('n1', { crash: 'nft: no' })],
    want: { addresses: [], reason: 'ProxyFailed' },
  },
  {
    name: 'given and taken back',
    why: 'The addresses of the nodes are published again.',
    given: [...nodes('n1'), pool(), service({ annotations: { addresses: '192.0.2.9' } })],
    steps: [sees({ addresses: ['192.0.2.9'] }), annotate({ addresses: null })],
    want: { addresses: ['10.0.0.1'], mode: 'VIP', reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'host IP',
    why: 'The address that proxies listen on is published.',
    given: [...nodes('n1'), service({ annotations: { 'host-ip': '192.0.2.5' } })],
    want: { addresses: ['192.0.2.5'], mode: 'Proxy', reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'host IP added',
    why: 'Proxies are replaced, and the new address is published.',
    given: [...nodes('n1', 'n2'), service()],
    steps: [annotate({ 'host-ip': '192.0.2.5' })],
    want: { addresses: ['192.0.2.5'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'dual stack',
    why: 'Both families are published, in the order of the Service.',
    given: [...DUAL, service({ spec: DUAL_STACK })],
    want: { addresses: ['10.0.0.1', '10.0.0.2', 'fd00::1', 'fd00::2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'dual stack in a pool',
    why: 'A pool knows both addresses of a node.',
    given: [...DUAL, pool(), service({ spec: DUAL_STACK })],
    want: { addresses: ['10.0.0.1', '10.0.0.2', 'fd00::1', 'fd00::2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'dual stack, external addresses of one family',
    why: 'The type is chosen for each family, so the other family is not lost.',
    given: [
      node('n1', { ips: ['10.0.0.1', 'fd00::1'], external: '192.0.2.1' }),
      node('n2', { ips: ['10.0.0.2', 'fd00::2'] }),
      pool(),
      service({ spec: DUAL_STACK }),
    ],
    want: { addresses: ['192.0.2.1', 'fd00::1', 'fd00::2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'dual stack, a family without an address',
    why: 'The other family is exposed, and the Service says which one is not.',
    given: [...nodes('n1', 'n2'), pool(), service({ spec: DUAL_STACK })],
    want: {
      addresses: ['10.0.0.1', '10.0.0.2'],
      mode: 'VIP',
      reason: 'FamilyWithoutAddress',
      says: 'no serving node has an IPv6 address',
    },
    unbroken: true,
  },
  {
    name: 'dual stack, a family without an address gets one',
    why: 'The problem ends when a node reports an address of the family.',
    given: [...nodes('n1'), pool(), service({ spec: DUAL_STACK })],
    steps: [
      sees({ reason: 'FamilyWithoutAddress' }),
      edit('Node', 'n1', {
        status: {
          addresses: [
            { type: 'InternalIP', address: '10.0.0.1' },
            { type: 'InternalIP', address: 'fd00::1' },
          ],
        },
      }),
    ],
    want: { addresses: ['10.0.0.1', 'fd00::1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'host IP of another family',
    why: 'Nothing would be forwarded at this address, so nothing changes.',
    given: [...nodes('n1'), service()],
    steps: [annotate({ 'host-ip': 'fd00::5' })],
    want: { addresses: ['10.0.0.1'], reason: 'InvalidAnnotation', says: 'the Service has only IPv4' },
    unbroken: true,
  },
  {
    name: 'host IP of the second family',
    why: 'It is published, because the Service has this family.',
    given: [...DUAL, service({ spec: DUAL_STACK, annotations: { 'host-ip': 'fd00::5' } })],
    want: { addresses: ['fd00::5'], mode: 'Proxy', reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'spec.loadBalancerIP',
    why: 'It has no effect. The Service says what to use instead, and is silent while the address is published anyway.',
    given: [...nodes('n1'), service({ spec: { loadBalancerIP: '192.0.2.9' } })],
    steps: [
      sees({ addresses: ['10.0.0.1'], mode: 'VIP', reason: 'LoadBalancerIPIgnored', problems: [] }),
      sees({ says: 'spec.loadBalancerIP 192.0.2.9 is ignored; use the annotation' }),
      editService({ loadBalancerIP: '10.0.0.1' }),
    ],
    want: { addresses: ['10.0.0.1'], mode: 'VIP', reason: 'Exposed', says: undefined },
    unbroken: true,
  },
  {
    name: 'other family',
    why: 'A node without an address of the family is not published, and the Service says so.',
    given: [node('n1', { ips: ['fd00::1'] }), pool(), service()],
    want: {
      addresses: [],
      reason: 'NoReadyNode',
      says: 'no ready node has an address of the requested family',
    },
  },
  {
    name: 'types',
    why: 'By default external addresses are preferred, and a node without one is left out.',
    given: [...EXTERNAL, pool(), service()],
    want: { addresses: ['192.0.2.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'types of the Service',
    why: 'The annotation has priority over the pool, and may change.',
    given: [...EXTERNAL, pool(), service({ annotations: { 'address-types': 'Hostname' } })],
    steps: [sees({ addresses: ['n1', 'n2'], mode: undefined }), annotate({ 'address-types': 'InternalIP' })],
    want: { addresses: ['10.0.0.1', '10.0.0.2'], mode: 'VIP', reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'order stays when a node with a smaller address becomes ready',
    why: 'Clients and tests use the first address, so it keeps its place.',
    given: [...nodes('n1', 'n2'), pool(), service()],
    before: [behave('n1', 'starting')],
    steps: [sees({ addresses: ['10.0.0.2'] }), behave('n1', 'ready')],
    want: { addresses: ['10.0.0.2', '10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'order stays when a node is added',
    why: 'A new address follows the published ones.',
    given: [...nodes('n5', 'n10'), pool(), service()],
    steps: [sees({ addresses: ['10.0.0.5', '10.0.0.10'] }), add(node('n2')), wait(60)],
    want: { addresses: ['10.0.0.5', '10.0.0.10', '10.0.0.2'] },
    unbroken: true,
  },
  {
    name: 'address of a node changes',
    why: 'The pool reports the new address.',
    given: [...nodes('n1', 'n2'), pool(), service()],
    steps: [edit('Node', 'n1', { status: { addresses: [{ type: 'InternalIP', address: '10.0.0.77' }] } })],
    want: { addresses: ['10.0.0.2', '10.0.0.77'], reason: 'Exposed' },
    unbroken: true,
  },
];
