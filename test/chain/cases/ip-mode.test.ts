import { settles } from '../case.ts';
import { IN_DEFAULT, NODES, WEB, WITHOUT_PROXIES, pool, service } from '../objects.ts';
import { EXPOSED } from '../observed.ts';
import { annotate, behave, configure, deletePods, edit, remove, restart } from '../steps.ts';

const VIP = { ...EXPOSED, admittedMode: 'VIP' };
const PROXY = { ...EXPOSED, mode: 'Proxy', admittedMode: 'Proxy' };
const AUTO = { ...EXPOSED, admittedMode: 'Auto' };
const ipvs = behave('IPVS', 'n1', 'n2');
const noIpvs = behave('ready', 'n1', 'n2');
const proxyEverywhere = [configure({ IP_MODE: 'Proxy' }), restart];
const vipEverywhere = [configure({ IP_MODE: 'VIP' }), restart];
const autoAgain = [configure({}), restart];

describe('the chain of hooks: ip mode', () => {
  settles('auto with IPVS becomes Proxy before any address is published, until the exposure is deleted', [
    [...WEB, ipvs],
    PROXY,
    [noIpvs, restart],
    PROXY,
    remove('ServiceExposure'),
    AUTO,
  ]);
  settles('auto with IPVS publishes no VIP, and what was found stays in force while the pool is missing', [
    'VIP is never published',
    [...IN_DEFAULT, ipvs],
    PROXY,
    remove('LoadBalancerPool'),
    { ...PROXY, reason: 'PoolNotFound' },
  ]);
  settles('auto with IPVS on one node is Proxy, because a VIP is bound on every node', [
    [...WEB, behave('IPVS', 'n2')],
    PROXY,
  ]);
  settles('auto changes to Proxy when IPVS is found later, and every address stays', [
    WEB,
    AUTO,
    behave('IPVS', 'n2'),
    deletePods('n2'),
    PROXY,
  ]);
  settles('auto checks again after an administrator has set VIP', [
    [...WEB, ipvs],
    [noIpvs, ...vipEverywhere],
    VIP,
    autoAgain,
    AUTO,
  ]);
  settles('auto with IPVS does not bring back VIP when the status of the exposure is lost', [
    'VIP is never published',
    'addresses may disappear',
    [...WEB, ipvs],
    PROXY,
    edit('ServiceExposure', { status: null }),
    PROXY,
  ]);
  settles('Proxy that becomes auto replaces the proxies that have not checked before VIP is published', [
    [...WEB, ...proxyEverywhere],
    PROXY,
    autoAgain,
    AUTO,
  ]);
  settles('Proxy that becomes auto with IPVS never publishes VIP', [
    'VIP is never published',
    [...WEB, ...proxyEverywhere, ipvs],
    PROXY,
    autoAgain,
    PROXY,
  ]);
  settles('VIP is published with IPVS too, because the administrator has decided', [
    [...WEB, ...vipEverywhere, ipvs],
    VIP,
  ]);
  settles('auto of a pool has priority over Proxy of the installation', [
    [...NODES, pool('default', { ipMode: 'auto' }), service(), ...proxyEverywhere],
    AUTO,
  ]);
  settles('the annotation VIP does not change Proxy', [
    'VIP is never published',
    [...NODES, service({ annotations: { 'ip-mode': 'VIP' } }), ...proxyEverywhere],
    PROXY,
  ]);
  settles('workload None is not admitted under Proxy, because nothing would serve', [
    'VIP is never published',
    [...NODES, pool(), WITHOUT_PROXIES, ...proxyEverywhere],
    { addresses: [], reason: 'PoolForbids', says: 'workload None needs ip mode VIP', workload: 'none' },
    annotate({ workload: 'DaemonSet' }),
    PROXY,
  ]);
  settles('workload None after IPVS was found leaves the proxies, because kube-proxy must not serve', [
    'VIP is never published',
    [...IN_DEFAULT, ipvs],
    annotate({ workload: 'None' }),
    { ...PROXY, reason: 'PoolForbids', says: 'because kube-proxy runs in IPVS mode' },
  ]);
});
