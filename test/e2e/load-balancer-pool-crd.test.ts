import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { eventually } from './framework/eventually.ts';
import { repository } from './framework/paths.ts';
import { startApiServer } from './crd/api-server.ts';
import type { ApiServer } from './crd/api-server.ts';
import { Objects } from './crd/objects.ts';
import type { Kind } from './crd/objects.ts';
import { assertSays } from './crd/refused.ts';
import { accepted, defaults } from './load-balancer-pool-crd/accepted.ts';
import { refused } from './load-balancer-pool-crd/refused/index.ts';
import { largeStatus, refusedStatuses, smallStatus } from './load-balancer-pool-crd/statuses.ts';

const kind: Kind = {
  file: 'metacontroller/base/load-balancer-pool-crd.yaml',
  kind: 'LoadBalancerPool',
  plural: 'loadbalancerpools',
};

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('the CustomResourceDefinition LoadBalancerPool', () => {
  let server: ApiServer | undefined;
  let pools: Objects;
  let failed = false;
  before(async () => {
    server = await startApiServer();
    pools = await Objects.install(server.plane, kind);
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await server?.stop(failed);
  });

  describe('refuses', () => {
    for (const { name, why, spec, want } of refused) {
      it(name, async () => {
        const message = await pools.refusalOf('refused', spec);
        assertSays(message, want, why);
        for (const field of Object.keys(spec)) assert.ok(message?.includes(`spec.${field}`), message);
      });
    }

    for (const name of ['Edge', 'edge_1', 'a'.repeat(254)]) {
      it(`the name ${name.slice(0, 10)} of ${name.length} characters`, async () => {
        assertSays(await pools.refusalOf(name, {}), /metadata\.name: /, 'no annotation can hold it');
      });
    }

    it('all faults at once, each with its sentence', async () => {
      const allowedPorts = [{ port: 90, endPort: 80 }, { port: 443 }, { port: 443 }];
      const message = await pools.refusalOf('refused', { allowedPorts, tolerations: [{}] });
      assertSays(message, /spec\.allowedPorts\[0\]: .*endPort is not below port/, 'the range is reversed');
      assertSays(message, /spec\.allowedPorts: .*do not overlap/, 'a port is there twice');
      assertSays(message, /spec\.tolerations\[0\]: .*without key/, 'the toleration is empty');
    });
  });

  describe('accepts', () => {
    for (const [index, { name, why, want, ...fields }] of accepted.entries()) {
      it(name, async () => {
        const stored = await pools.create(`accepted-${index}`, fields);
        assert.deepEqual(stored.spec, want, why);
      });
    }

    it('a name with dots', async () => {
      await pools.create('edge.eu-1.example.org');
      assert.match(
        await pools.kubectl('get', 'lbpool', 'edge.eu-1.example.org'),
        /^edge\.eu-1\.example\.org /m,
      );
    });

    it('the pools to begin with, and applies them again without a change', async () => {
      const apply = async () =>
        (await pools.kubectl('apply', '-k', 'metacontroller/pools')) +
        (await pools.kubectl('apply', '-f', 'metacontroller/pools/edge.yaml'));
      await apply();
      for (const name of ['default', 'edge']) {
        const file = join(repository, `metacontroller/pools/${name}.yaml`);
        const { spec } = parse(readFileSync(file, 'utf8')) as { spec: object };
        assert.deepEqual((await pools.read(name)).spec, { ...defaults, ...spec });
      }
      assert.match(await apply(), /default unchanged\n.*edge unchanged/);
    });

    it('another order of address types, by server-side apply too', async () => {
      const orders = [
        ['ExternalIP', 'InternalIP'],
        ['InternalIP', 'ExternalIP'],
        ['Hostname', 'ExternalIP'],
      ];
      for (const addressTypes of orders) {
        const stored = await pools.applyServerSide('order', { addressTypes });
        assert.deepEqual(stored.spec, { ...defaults, addressTypes });
      }
    });
  });

  describe('has a status that', () => {
    before(() => pools.create('status', { spec: { reservedPorts: [{ port: 9100 }] } }));

    it('only the subresource writes, and that nothing else', async () => {
      const { metadata, spec } = await pools.read('status');
      const written = await pools.writeStatus('status', smallStatus);
      assert.deepEqual({ spec: written.spec, status: written.status }, { spec, status: smallStatus });
      assert.equal(written.metadata.generation, metadata.generation);
      const created = await pools.create('without-status', { status: smallStatus });
      assert.equal(created.status, undefined);
    });

    for (const { name, why, status, want } of refusedStatuses) {
      it(`cannot have ${name}`, async () => {
        assertSays(await pools.refusalOfStatus('status', status), want, why);
      });
    }

    it('has room for 5,000 nodes', async () => {
      const written = await pools.writeStatus('status', largeStatus);
      assert.deepEqual(written.status, largeStatus);
      assert.deepEqual((await pools.read('status')).status, largeStatus);
    });
  });

  describe('is shown by kubectl', () => {
    before(async () => {
      await pools.create('shown', { spec: { workload: 'None' } });
      await pools.writeStatus('shown', smallStatus);
    });

    it('get, in columns', async () => {
      const rows = (await pools.kubectl('get', 'lbpool', 'shown')).trimEnd().split('\n');
      assert.match(rows[0] ?? '', /^NAME +NODES +READY +AGE *$/);
      assert.match(rows[1] ?? '', /^shown +3 +2 +\d+s$/);
    });

    it('get -o wide, in more columns', async () => {
      const rows = (await pools.kubectl('get', 'lbpool', 'shown', '-o', 'wide')).trimEnd().split('\n');
      assert.match(rows[0] ?? '', /^NAME +NODES +READY +WORKLOAD +REASON +AGE *$/);
      assert.match(rows[1] ?? '', /^shown +3 +2 +None +Ready +\d+s$/);
    });

    it('by its singular and its category', async () => {
      for (const word of ['loadbalancerpool', 'akrobateo'])
        assert.match(await pools.kubectl('get', word), /^shown /m);
    });

    it('explain, in the words of the schema', async () => {
      const said = async (field: string) => oneLine(await pools.kubectl('explain', field));
      // kubectl is told of a new CRD's schema some seconds after the CRD is served.
      await eventually(async () => {
        assert.match(
          await said('lbpool.spec.allowedPorts'),
          /The only ports that Services of the pool get\. .* Example: \[\{port: 80, /,
        );
      });
      assert.match(
        await said('lbpool.spec.workload'),
        /ENUM: DaemonSet Deployment None .*Default: DaemonSet\./,
      );
    });

    it('apply, which refuses an unknown field', async () => {
      const applied = pools.kubectl('apply', '-f', 'test/e2e/load-balancer-pool-crd/misspelt.yaml');
      await assert.rejects(applied, /strict decoding error: unknown field "spec\.nodeSelektor"/);
    });
  });
});
