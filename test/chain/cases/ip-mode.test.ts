import { testCases } from '../case.ts';
import { DUAL_STACK, NODES, WITHOUT_PROXIES, node, pool, service } from '../objects.ts';
import { EXPOSED } from '../observed.ts';
import { annotate, behave, configure, deletePods, editOnly } from '../steps.ts';
import { editPool, editService, expect, removeOnly, restart } from '../steps.ts';

const VIP = { ...EXPOSED, admittedMode: 'VIP' };
const PROXY = { ...EXPOSED, mode: 'Proxy', admittedMode: 'Proxy' };
const AUTO = { ...EXPOSED, admittedMode: 'Auto' };
const IPVS = [behave('n1', 'IPVS'), behave('n2', 'IPVS')];
const NO_IPVS = [behave('n1', 'ready'), behave('n2', 'ready')];
const PROXY_EVERYWHERE = [configure({ IP_MODE: 'Proxy' }), restart];
const VIP_EVERYWHERE = [configure({ IP_MODE: 'VIP' }), restart];

testCases('ip mode', [
  {
    title:
      'auto with IPVS changes to Proxy before any address is published, and stays so until the exposure is deleted',
    before: IPVS,
    steps: [expect(PROXY), ...NO_IPVS, restart, expect(PROXY), removeOnly('ServiceExposure')],
    expected: AUTO,
  },
  {
    title: 'auto with IPVS publishes no VIP, and what was found stays in force while the pool is missing',
    objects: [...NODES, pool(), service()],
    before: IPVS,
    steps: [expect(PROXY), removeOnly('LoadBalancerPool')],
    expected: { ...PROXY, reason: 'PoolNotFound' },
    neverVIP: true,
  },
  {
    title: 'auto with IPVS publishes no VIP with a Deployment',
    objects: [...NODES, service({ annotations: { workload: 'Deployment', replicas: '2' } })],
    before: IPVS,
    expected: { ...PROXY, workload: 'Deployment 80/TCP' },
    neverVIP: true,
  },
  {
    title: 'auto with IPVS on one node is Proxy, because a VIP is bound on every node',
    before: [behave('n2', 'IPVS')],
    expected: PROXY,
  },
  {
    title: 'auto changes to Proxy when IPVS is found later, and every address stays',
    steps: [expect(AUTO), behave('n2', 'IPVS'), deletePods('n2')],
    expected: PROXY,
  },
  {
    title: 'auto checks again after an administrator has set VIP',
    before: IPVS,
    steps: [...NO_IPVS, ...VIP_EVERYWHERE, expect(VIP), configure({}), restart],
    expected: AUTO,
  },
  {
    title: 'auto with IPVS does not bring back VIP when the status of the exposure is lost',
    before: IPVS,
    steps: [expect(PROXY), editOnly('ServiceExposure', { status: null })],
    expected: PROXY,
    neverVIP: true,
    interrupts: 'addresses',
  },
  {
    title: 'Proxy that becomes auto replaces the proxies that have not checked before VIP is published',
    before: PROXY_EVERYWHERE,
    steps: [expect(PROXY), configure({}), restart],
    expected: AUTO,
  },
  {
    title: 'Proxy that becomes auto with IPVS never publishes VIP',
    before: [...PROXY_EVERYWHERE, ...IPVS],
    steps: [expect(PROXY), configure({}), restart],
    expected: PROXY,
    neverVIP: true,
  },
  {
    title: 'VIP is published with IPVS too, because the administrator has decided',
    before: [...VIP_EVERYWHERE, ...IPVS],
    expected: VIP,
  },
  {
    title: 'Proxy of a pool has priority over VIP of the installation',
    objects: [...NODES, pool('default', { ipMode: 'Proxy' }), service()],
    before: VIP_EVERYWHERE,
    steps: [expect(PROXY), editPool('default', { ipMode: null })],
    expected: VIP,
  },
  {
    title: 'auto of a pool has priority over Proxy of the installation',
    objects: [...NODES, pool('default', { ipMode: 'auto' }), service()],
    before: PROXY_EVERYWHERE,
    expected: AUTO,
  },
  {
    title: 'the annotation VIP does not change Proxy',
    objects: [...NODES, service({ annotations: { 'ip-mode': 'VIP' } })],
    before: PROXY_EVERYWHERE,
    expected: PROXY,
    neverVIP: true,
  },
  {
    title: 'the annotation Proxy changes VIP and back, and what is admitted stays',
    before: VIP_EVERYWHERE,
    steps: [
      annotate({ 'ip-mode': 'Proxy' }),
      expect({ ...VIP, mode: 'Proxy' }),
      annotate({ 'ip-mode': 'VIP' }),
    ],
    expected: VIP,
  },
  {
    title: 'workload None is VIP under auto, because no proxy can check, until the pool says Proxy',
    objects: [...NODES, pool(), WITHOUT_PROXIES],
    before: IPVS,
    steps: [expect({ ...AUTO, workload: 'none' }), editPool('default', { ipMode: 'Proxy' })],
    expected: { addresses: [], reason: 'PoolForbids', workload: 'none', admitted: 'nothing' },
  },
  {
    title: 'workload None is not admitted under Proxy, because nothing would serve',
    objects: [...NODES, pool(), WITHOUT_PROXIES],
    before: PROXY_EVERYWHERE,
    steps: [
      expect({
        addresses: [],
        reason: 'PoolForbids',
        says: 'workload None needs ip mode VIP',
        workload: 'none',
      }),
      annotate({ workload: 'DaemonSet' }),
    ],
    expected: PROXY,
    neverVIP: true,
  },
  {
    title: 'workload None after IPVS was found leaves the proxies, because kube-proxy must not serve',
    objects: [...NODES, pool(), service()],
    before: IPVS,
    steps: [annotate({ workload: 'None' })],
    expected: { ...PROXY, reason: 'PoolForbids', says: 'because kube-proxy runs in IPVS mode' },
    neverVIP: true,
  },
  {
    title: 'a family without source ranges is Proxy, because kube-proxy would admit every client of it',
    objects: [
      node('n1', { ips: ['10.0.0.1', 'fd00::1'] }),
      service({ spec: { ...DUAL_STACK, loadBalancerSourceRanges: ['192.0.2.0/24'] } }),
    ],
    steps: [
      expect({ addresses: ['10.0.0.1', 'fd00::1'], mode: 'VIP Proxy' }),
      editService({ loadBalancerSourceRanges: ['192.0.2.0/24', '2001:db8::/32'] }),
    ],
    expected: { ...AUTO, addresses: ['10.0.0.1', 'fd00::1'] },
  },
]);
