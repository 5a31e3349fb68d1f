import { addresses } from './cases/addresses.ts';
import { annotations } from './cases/annotations.ts';
import { claim } from './cases/claim.ts';
import { daemonSet } from './cases/daemonset.ts';
import { deployment } from './cases/deployment.ts';
import { ipMode } from './cases/ip-mode.ts';
import { installed } from './cases/installed.ts';
import { localPolicy } from './cases/local.ts';
import { lifecycle } from './cases/lifecycle.ts';
import { none } from './cases/none.ts';
import { poolRules } from './cases/pool-rules.ts';
import { pools } from './cases/pools.ts';
import { ports } from './cases/ports.ts';
import { problems } from './cases/problems.ts';
import { rivals } from './cases/rivals.ts';
import { rollout } from './cases/rollout.ts';
import { tenants } from './cases/tenants.ts';
import { run } from './case.ts';
import type { Case } from './case.ts';

const TOPICS: Readonly<Record<string, readonly Case[]>> = {
  claim,
  annotations,
  addresses,
  DaemonSet: daemonSet,
  Deployment: deployment,
  'externalTrafficPolicy Local': localPolicy,
  'ip mode': ipMode,
  'workload None': none,
  pools,
  'the pool of a plain install': installed,
  'rules of pools': poolRules,
  tenants,
  ports,
  problems,
  rollout,
  'who holds a port': rivals,
  'created, deleted and edited': lifecycle,
};

describe('the chain of hooks', () => {
  for (const [topic, cases] of Object.entries(TOPICS)) {
    describe(topic, () => {
      for (const tested of cases) {
        it(tested.name, () => {
          run(tested);
        });
      }
    });
  }
});
