import { strict as assert } from 'node:assert';

import { eventually } from '../framework/eventually.ts';
import { createExposure, deleteExposure, listExposures, patchExposure } from '../framework/exposure.ts';
import type { Exposure } from '../framework/exposure.ts';
import { everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

export const exposureEdited: Scenario = {
  title:
    'a ServiceExposure is edited, forged, copied and deleted by hand: it is corrected, and nothing is lost',
  name: 'exposure-edited',
  async play(scene) {
    const { api } = scene.cluster;
    const { namespace } = scene;
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);
    const find = async (): Promise<Exposure> => {
      const [found] = await listExposures(api, namespace);
      assert.ok(found, 'there is no ServiceExposure');
      return found;
    };
    const { metadata, spec } = await find();
    const corrected = async (): Promise<void> => {
      await eventually(async () => {
        const exposure = await find();
        assert.deepEqual(exposure.spec, spec);
        assert.deepEqual(
          exposure.status?.nodes.flatMap(({ addresses }) => addresses).sort(),
          [...everyNode].sort(),
        );
      });
      await web.exposedAt(everyNode);
    };

    await patchExposure(api, {
      namespace,
      name: metadata.name,
      body: { spec: { ports: ['22/TCP'], options: { hostIP: '203.0.113.1', workload: 'Deployment' } } },
    });
    await corrected();
    await patchExposure(api, {
      namespace,
      name: metadata.name,
      body: { status: { nodes: [{ name: 'forged', addresses: ['203.0.113.2'] }] } },
    });
    await corrected();

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
    await corrected();
  },
};
