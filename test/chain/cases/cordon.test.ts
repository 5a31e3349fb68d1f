import { settles } from '../case.ts';
import type { Step } from '../case.ts';
import { NODES, WEB, WITHOUT_PROXIES, node, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, ON_N1, ON_N2 } from '../observed.ts';
import { annotate, deletePods, edit, expect, rest } from '../steps.ts';

function cordon(name: string): Step {
  return edit('Node', { spec: { unschedulable: true } }, name);
}

function uncordon(name: string): Step {
  return edit('Node', { spec: { unschedulable: null } }, name);
}

const IN_DEFAULT = [...NODES, pool(), service()];
const RETURNED = { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.1'] };
const IPV6_ON_N1 = [node('n1', { ips: ['10.0.0.1', 'fd00::1'] }), node('n2'), pool()];
const DUAL_STACK = service({ spec: { clusterIPs: ['10.96.0.10', 'fd00::a'], ipFamilies: ['IPv4', 'IPv6'] } });
const WITH_DEPLOYMENT = [...NODES, pool(), service({ annotations: { workload: 'Deployment' } })];
const BY_DEPLOYMENT = { reason: 'Exposed', workload: 'Deployment 80/TCP' };
const ON_N2_ALONE = { ...ON_N2, workload: 'none' };

describe('the chain of hooks: cordoned nodes', () => {
  settles('a cordoned node is not published, and returns', [
    IN_DEFAULT,
    EXPOSED,
    cordon('n1'),
    ON_N2,
    uncordon('n1'),
    RETURNED,
  ]);
  settles('every node is cordoned, one after another: all of them are published', [
    IN_DEFAULT,
    cordon('n1'),
    ON_N2,
    cordon('n2'),
    RETURNED,
  ]);
  settles('the last address of a family stays', [
    [...IPV6_ON_N1, DUAL_STACK],
    cordon('n1'),
    { reason: 'Exposed', addresses: ['10.0.0.1', '10.0.0.2', 'fd00::1'] },
  ]);
  settles('a Deployment with one proxy is drained: its address stays until another node serves', [
    WITH_DEPLOYMENT,
    { ...BY_DEPLOYMENT, addresses: ON_N1.addresses },
    cordon('n1'),
    { ...BY_DEPLOYMENT, addresses: ON_N1.addresses },
    deletePods('n1'),
    rest,
    { ...BY_DEPLOYMENT, addresses: ON_N2.addresses },
    uncordon('n1'),
    { ...BY_DEPLOYMENT, addresses: ON_N2.addresses },
  ]);
  settles('a Deployment becomes a DaemonSet while a node is cordoned', [
    'the workload may be deleted',
    WITH_DEPLOYMENT,
    [cordon('n2'), annotate({ workload: 'DaemonSet' })],
    ON_N1,
  ]);
  settles('without proxies: a younger Service does not get the port on the cordoned node', [
    [...NODES, pool(), WITHOUT_PROXIES, service({ name: 'api', annotations: { workload: 'None' } })],
    cordon('n1'),
    rest,
    ON_N2_ALONE,
    expect('api', { addresses: [], reason: 'PortTaken' }),
    uncordon('n1'),
    { ...RETURNED, workload: 'none' },
  ]);
  settles('without a pool nothing changes', [WEB, cordon('n1'), { ...EXPOSED, addresses: BOTH }]);
});
