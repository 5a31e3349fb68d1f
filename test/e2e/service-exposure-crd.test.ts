import { strict as assert } from 'node:assert';

import { startApiServer } from './crd/api-server.ts';
import type { ApiServer } from './crd/api-server.ts';
import { Objects } from './crd/objects.ts';
import type { Kind } from './crd/objects.ts';
import { assertSays } from './crd/refused.ts';
import {
  fullSpec,
  fullStatus,
  largeStatus,
  largestSpec,
  smallSpec,
  smallStatus,
} from './service-exposure-crd/accepted.ts';
import { refused, refusedStatuses } from './service-exposure-crd/refused.ts';

const kind: Kind = {
  file: 'metacontroller/base/service-exposure-crd.yaml',
  kind: 'ServiceExposure',
  plural: 'serviceexposures',
  namespace: 'default',
};

describe('the CustomResourceDefinition ServiceExposure', () => {
  let server: ApiServer | undefined;
  let exposures: Objects;
  let failed = false;
  before(async () => {
    server = await startApiServer();
    exposures = await Objects.install(server.plane, kind);
    await exposures.applyServerSide('web', smallSpec);
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await server?.stop(failed);
  });

  for (const [name, spec] of Object.entries({ small: smallSpec, full: fullSpec, largest: largestSpec })) {
    it(`accepts and stores a ${name} spec as it is, and has no status then`, async () => {
      const { spec: stored, status } = await exposures.create(name, { spec, status: fullStatus });
      assert.deepEqual({ stored, status }, { stored: spec, status: undefined });
    });
  }

  for (const { name, why, spec, want } of refused) {
    it(`refuses ${name}`, async () => {
      const changed = { ...smallSpec, ...spec };
      // What only must not change is accepted in a new object.
      const message = await exposures.refusalOf('refused', changed);
      assertSays(message ?? (await exposures.refusalOfApply('web', changed)), want, why);
    });
  }

  for (const [name, status] of Object.entries({ smallStatus, fullStatus, largeStatus })) {
    it(`accepts and stores the ${name} as it is, and then does not change the spec or its generation`, async () => {
      const { metadata, spec } = await exposures.read('web');
      const written = await exposures.writeStatus('web', status);
      assert.deepEqual({ spec: written.spec, status: written.status }, { spec, status });
      assert.equal(written.metadata.generation, metadata.generation);
    });
  }

  for (const { name, why, status, want } of refusedStatuses) {
    it(`refuses a status that has ${name}`, async () => {
      assertSays(await exposures.refusalOfStatus('web', status), want, why);
    });
  }

  it('is shown by kubectl in columns, by its short name and its category', async () => {
    await exposures.applyServerSide('shown', fullSpec);
    await exposures.writeStatus('shown', fullStatus);
    for (const word of ['svcexp', 'akrobateo']) {
      const [header, row] = (await exposures.kubectl('get', word, 'shown')).split('\n');
      assert.match(header ?? '', /^NAME +SERVICE +WORKLOAD +POOL +PORTS +NODES +REASON +AGE *$/);
      const ports = '\\["80/TCP","443/TCP","443/UDP","65535/SCTP"\\]';
      assert.match(row ?? '', new RegExp(`^shown +web +DaemonSet +edge +${ports} +2 +PortReserved +\\d+s$`));
    }
  });
});
