import { settles } from '../case.ts';
import { EDGE, IN_DEFAULT, NODES, WEB, WITHOUT_PROXIES, pool } from '../objects.ts';
import { BOTH, EXPOSED } from '../observed.ts';
import { annotate, editPool, rest, stop, wait } from '../steps.ts';

describe('the chain of hooks: workload None', () => {
  settles('a new Service waits until its pool has reported its nodes', [
    [...NODES, pool(), WITHOUT_PROXIES, stop('akrobateo-pools')],
    rest,
    { addresses: [], reason: 'Progressing', says: 'has not reported its nodes yet' },
    stop(),
    { ...EXPOSED, workload: 'none' },
  ]);
  settles('nothing changes for clients if the pool has its nodes again within the retention', [
    [...NODES, pool(), WITHOUT_PROXIES],
    editPool('default', EDGE),
    { addresses: BOTH, reason: 'NoNodeMatches' },
    wait(20),
    editPool('default', { nodeSelector: { matchLabels: null } }),
    { ...EXPOSED, workload: 'none', admitted: 'None 80/TCP in default' },
  ]);
  settles('the DaemonSet stays if None is requested with an annotation that needs proxies', [
    IN_DEFAULT,
    annotate({ workload: 'None', 'ip-mode': 'Proxy' }),
    { addresses: BOTH, reason: 'InvalidAnnotation', workload: 'DaemonSet 80/TCP' },
  ]);
  settles('the DaemonSet stays if None is requested without a pool to take nodes from', [
    WEB,
    annotate({ workload: 'None' }),
    { ...EXPOSED, reason: 'PoolNotFound' },
  ]);
  settles('the addresses stay if None is requested in a misspelt pool', [
    'the workload may be deleted',
    IN_DEFAULT,
    annotate({ workload: 'None', pool: 'edgy' }),
    { addresses: BOTH, reason: 'PoolNotFound' },
  ]);
});
