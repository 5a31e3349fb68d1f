import { strict as assert } from 'node:assert';

import { startApiServer } from '../framework/cluster/control-plane.ts';
import { kubectl } from '../framework/cluster/kubectl.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { useStarted } from '../framework/processes/started.ts';
import { exposureNodes, largestExposure, largestPool, poolNodes } from './crds/largest.ts';
import { Objects, assertRefused } from './crds/objects.ts';
import { readRefused, readTable } from './crds/tables.ts';

interface PoolTable {
  defaults: object;
  accepted: { why: string; spec?: Record<string, unknown>; want?: object }[];
  smallStatus: object;
}
type ExposureTable = Record<'smallSpec' | 'fullSpec' | 'smallStatus' | 'fullStatus', object>;

const short = (value: unknown) => JSON.stringify(value).slice(0, 100);
const lines = (text: string) => text.trimEnd().split('\n');

describe('CustomResourceDefinitions', () => {
  const server = useStarted(startApiServer);
  const run = (...args: string[]) => kubectl(server().plane, ...args);

  /**
   * Installs a kind with one object, `web`, and tests what is refused and which statuses are accepted.
   * @param small what every spec and status has
   */
  function useKind(
    kind: string,
    path: string,
    small: { spec: object; status: object },
    statuses: Readonly<Record<string, object>>,
  ): () => Objects {
    const refused = readRefused(kind);
    let objects: Objects;
    before(async () => {
      objects = await Objects.install(server().plane, `${kind}-crd.yaml`, path);
      await objects.create('web', { spec: small.spec });
    });

    // What only must not change is accepted in a new object, so this changes one.
    for (const row of refused.specs)
      it(`refuses ${short(row.value)}`, () =>
        assertRefused(objects.replaceSpec('web', { ...small.spec, ...row.value }), row, 'spec'));

    for (const row of refused.statuses)
      it(`refuses the status ${short(row.value)}`, () =>
        assertRefused(objects.writeStatus('web', { ...small.status, ...row.value }), row, 'status'));

    for (const [name, status] of Object.entries(statuses))
      it(`accepts and stores a ${name} status as it is, and does not change the spec`, async () => {
        const { metadata, spec } = await objects.read('web');
        const written = await objects.writeStatus('web', status);
        assert.deepEqual({ spec: written.spec, status: written.status }, { spec, status });
        assert.equal(written.metadata.generation, metadata.generation);
      });

    it('gets its status by the subresource only', async () => {
      const object = { spec: small.spec, status: Object.values(statuses)[0] };
      assert.equal((await objects.create('new', object)).status, undefined);
    });
    return () => objects;
  }

  describe('LoadBalancerPool', () => {
    const { defaults, accepted, smallStatus } = readTable('load-balancer-pool') as PoolTable;
    const large = { ...smallStatus, nodes: poolNodes };
    const small = { spec: {}, status: {} };
    const pools = useKind('load-balancer-pool', 'loadbalancerpools', small, { small: smallStatus, large });

    for (const name of ['Edge', 'edge_1', 'a'.repeat(254)])
      it(`refuses the name ${name.slice(0, 10)} of ${name.length} characters`, () =>
        assert.rejects(pools().create(name, {}), /metadata\.name: /));

    for (const [index, { why, spec = {}, want }] of accepted.entries())
      it(`accepts ${short(spec)}`, async () => {
        const given = Object.entries(spec).filter(([, value]) => value !== null);
        const stored = await pools().create(`accepted-${index}`, index === 0 ? {} : { spec });
        assert.deepEqual(stored.spec, { ...defaults, ...Object.fromEntries(given), ...want }, why);
      });

    it('accepts as much as there may be', async () => {
      assert.deepEqual((await pools().create('largest', { spec: largestPool })).spec, largestPool);
    });

    it('accepts a name with dots, which kubectl finds', async () => {
      await pools().create('edge.eu-1.example.org', {});
      assert.match(await run('get', 'lbpool', 'edge.eu-1.example.org'), /^edge\.eu-1\.example\.org /m);
    });

    it('accepts the example pools, and applies them again without a change', async () => {
      const apply = async () =>
        (await run('apply', '-k', 'metacontroller/pools')) +
        (await run('apply', '-f', 'metacontroller/pools/edge.yaml'));
      await apply();
      assert.match(await apply(), /default unchanged\n.*edge unchanged/);
    });

    it('is shown by kubectl in columns, by its short name, singular and category', async () => {
      await pools().create('shown', { spec: { workload: 'None' } });
      await pools().writeStatus('shown', smallStatus);
      const get = async (...args: string[]) => lines(await run('get', ...args));
      const [header = '', row = ''] = await get('lbpool', 'shown');
      assert.match(header, /^NAME +NODES +READY +AGE *$/);
      assert.match(row, /^shown +3 +2 +\d+s$/);
      const [wideHeader = '', wide = ''] = await get('lbpool', 'shown', '-o', 'wide');
      assert.match(wideHeader, /^NAME +NODES +READY +WORKLOAD +REASON +AGE *$/);
      assert.match(wide, /^shown +3 +2 +None +Ready +\d+s$/);
      for (const word of ['loadbalancerpool', 'akrobateo'])
        assert.match(await run('get', word), /^(loadbalancerpool\.akrobateo\.kontena\.io\/)?shown /m);
    });

    it('is explained by kubectl', async () => {
      // kubectl gets the schema of a new kind some seconds after the kind is served.
      await eventually(async () => {
        assert.match(await run('explain', 'lbpool.spec.allowedPorts'), /Example: \[\{port:\s+80,/);
      });
      assert.match(await run('explain', 'lbpool.spec.workload'), /ENUM:\s+DaemonSet\s+Deployment\s+None/);
    });
  });

  describe('ServiceExposure', () => {
    const known = readTable('service-exposure') as ExposureTable;
    const { smallSpec, fullSpec, smallStatus, fullStatus } = known;
    const large = { ...fullStatus, nodes: exposureNodes };
    const statuses = { small: smallStatus, full: fullStatus, large };
    const small = { spec: smallSpec, status: smallStatus };
    const path = 'namespaces/default/serviceexposures';
    const exposures = useKind('service-exposure', path, small, statuses);

    const largest = { ...smallSpec, ...largestExposure(16_384) };
    for (const [name, spec] of Object.entries({ small: smallSpec, full: fullSpec, largest }))
      it(`accepts and stores a ${name} spec as it is`, async () => {
        assert.deepEqual((await exposures().create(name, { spec })).spec, spec);
      });

    it('refuses 16,385 ports', () =>
      assert.rejects(
        exposures().create('refused', { spec: { ...smallSpec, ...largestExposure(16_385) } }),
        /spec\.ports: Too many: 16385: must have at most 16384 items/,
      ));

    it('is shown by kubectl in columns, by its short name and its category', async () => {
      await exposures().writeStatus('full', fullStatus);
      const [header = '', row = ''] = lines(await run('get', 'svcexp', 'full'));
      assert.match(header, /^NAME +SERVICE +WORKLOAD +POOL +PORTS +NODES +REASON +AGE *$/);
      const ports = '\\["80/TCP","443/TCP","443/UDP","65535/SCTP"\\]';
      assert.match(row, new RegExp(`^full +web +DaemonSet +edge +${ports} +2 +PortReserved +\\d+s$`));
      assert.match(await run('get', 'akrobateo'), /^serviceexposure\.akrobateo\.kontena\.io\/full /m);
    });
  });
});
