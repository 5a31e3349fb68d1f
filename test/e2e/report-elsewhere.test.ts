import { strict as assert } from 'node:assert';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect, create } from '../framework/cluster/api.ts';
import { startApiServer } from '../framework/cluster/control-plane.ts';
import { useStarted } from '../framework/processes/started.ts';
import { akrobateo } from '../cli/run.ts';
import { answersIn, fileWith, kubeconfigFor, on, reportIn } from './report/run.ts';

describe('akrobateo report, elsewhere', function () {
  this.timeout(120_000);
  const server = useStarted(startApiServer);

  it('works on a cluster without this project', async () => {
    const { plane } = server();
    const spec = { type: 'LoadBalancer', ports: [{ port: 80 }] };
    await create(connect(plane), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec,
    });
    const run = await on(plane.kubeconfig, 'report', 'web');
    const report = reportIn(run);
    assert.deepEqual(answersIn(report), ['/services/sync 200']);
    for (const kind of ['serviceexposures', 'loadbalancerpools'])
      assert.match(
        run.err,
        new RegExp(`^note: the cluster has no ${kind} of akrobateo\\.kontena\\.io/v1alpha1; `, 'm'),
      );
    assert.equal((await akrobateo(['replay', fileWith('bare.json', run.out)])).code, 0);
  });

  it('exits with 3 for a broken kubeconfig, a server that does not answer, and one that does not know us', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const runs: [says: RegExp, kubeconfig: string][] = [
      [/broken cannot be used \(/, fileWith('broken', '{"clusters": [')],
      [
        /^The API server .* cannot be reached: no answer within 20 s; is it up/,
        kubeconfigFor(`https://127.0.0.1:${port}`, 'x'),
      ],
      [
        /does not accept the kubeconfig's credentials; log in again\.\n$/,
        kubeconfigFor(server().plane.server, 'wrong'),
      ],
    ];
    try {
      for (const [says, kubeconfig] of runs) {
        const run = await on(kubeconfig, 'report', 'web');
        assert.deepEqual([run.code, run.out], [3, ''], run.err);
        assert.match(run.err, says);
      }
    } finally {
      silent.close();
    }
  });
});
