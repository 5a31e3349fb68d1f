import { strict as assert } from 'node:assert';

import {
  createExposure,
  deleteExposure,
  listExposures,
  patchExposure,
} from '../../framework/cluster/exposure.ts';
import type { Exposure } from '../../framework/cluster/exposure.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';

const edits = [
  { spec: { ports: ['22/TCP'], options: { hostIP: '203.0.113.1', workload: 'Deployment' } } },
  { status: { nodes: [{ name: 'forged', addresses: ['203.0.113.2'] }] } },
];

export const title =
  'a ServiceExposure is edited, forged, copied and deleted by hand: it is corrected, and nothing is lost';

export async function run(testNamespace: TestNamespace): Promise<void> {
  const { api } = testNamespace.cluster;
  const namespace = testNamespace.name;
  const web = await testNamespace.createService('web');
  await web.exposedAt(everyNode);
  const find = async (): Promise<Exposure> => {
    const [found] = await listExposures(api, namespace);
    return found ?? assert.fail('there is no ServiceExposure');
  };
  const { metadata, spec } = await find();
  const isCorrected = async (): Promise<void> => {
    await eventually(async () => {
      const exposure = await find();
      assert.deepEqual(exposure.spec, spec);
      const addresses = exposure.status?.nodes.flatMap((node) => node.addresses);
      assert.deepEqual(addresses?.sort(), [...everyNode].sort());
    });
    await web.exposedAt(everyNode);
  };

  for (const body of edits) {
    await patchExposure(api, { namespace, name: metadata.name, body });
    await isCorrected();
  }

  const copy = { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'ServiceExposure', spec };
  await createExposure(api, namespace, { ...copy, metadata: { name: 'copy' } });
  await eventually(async () => {
    const found = (await listExposures(api, namespace)).find((each) => each.metadata.name === 'copy');
    assert.equal(found?.status?.conditions[0]?.reason, 'NotOwned');
    assert.deepEqual(found.status.nodes, []);
  });
  await deleteExposure(api, namespace, 'copy');

  await deleteExposure(api, namespace, metadata.name);
  await eventually(async () => {
    assert.notEqual((await find()).metadata.uid, metadata.uid);
  });
  await isCorrected();
}
