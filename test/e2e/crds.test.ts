import { strict as assert } from 'node:assert';

import { kubectl } from '../framework/cluster/kubectl.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { useStarted } from '../framework/processes/started.ts';
import { exposureNodes, largestExposure, largestPool, poolNodes } from './crds/largest.ts';
import { Objects, assertRefused } from './crds/objects.ts';
import { readRefused, readTable } from './crds/tables.ts';
import { startApiServer } from '../framework/cluster/control-plane.ts';

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

  describe('LoadBalancerPool', () => {
    const { defaults, accepted, smallStatus } = readTable('load-balancer-pool') as PoolTable;
    const { specs, statuses } = readRefused('load-balancer-pool');
    let pools: Objects;
    before(async () => {
      pools = await Objects.install(server().plane, 'load-balancer-pool-crd.yaml', 'loadbalancerpools');
      await pools.create('status', { spec: { workload: 'None' } });
    });

    for (const row of specs)
      it(`refuses ${short(row.value)}`, () =>
        assertRefused(pools.create('refused', { spec: row.value }), row, 'spec'));

    for (const name of ['Edge', 'edge_1', 'a'.repeat(254)])
      it(`refuses the name ${name.slice(0, 10)} of ${name.length} characters`, () =>
        assert.rejects(pools.create(name, {}), /metadata\.name: /));

    for (const [index, { why, spec = {}, want }] of accepted.entries()) {
      it(`accepts ${short(spec)}`, async () => {
        const given = Object.entries(spec).filter(([, value]) => value !== null);
        const stored = await pools.create(`accepted-${index}`, index === 0 ? {} : { spec });
        assert.deepEqual(stored.spec, { ...defaults, ...Object.fromEntries(given), ...want }, why);
      });
    }

    it('accepts as much as there may be', async () => {
      assert.deepEqual((await pools.create('largest', { spec: largestPool })).spec, largestPool);
    });

    it('accepts a name with dots, which kubectl finds', async () => {
      await pools.create('edge.eu-1.example.org', {});
      assert.match(await run('get', 'lbpool', 'edge.eu-1.example.org'), /^edge\.eu-1\.example\.org /m);
    });

    it('accepts the example pools, and applies them again without a change', async () => {
      const apply = async () =>
        (await run('apply', '-k', 'metacontroller/pools')) +
        (await run('apply', '-f', 'metacontroller/pools/edge.yaml'));
      await apply();
      assert.match(await apply(), /default unchanged\n.*edge unchanged/);
    });

    it('has a status that only the subresource writes, and that nothing else', async () => {
      await pools.assertWritesStatus('status', smallStatus);
      assert.equal((await pools.create('new', { status: smallStatus })).status, undefined);
    });

    for (const row of statuses)
      it(`refuses the status ${short(row.value)}`, () =>
        assertRefused(pools.writeStatus('status', row.value), row, 'status'));

    it('accepts a status with 5,000 nodes', async () => {
      const status = { ...smallStatus, nodes: poolNodes };
      assert.deepEqual((await pools.writeStatus('largest', status)).status, status);
    });

    it('is shown by kubectl in columns, by its short name, singular and category', async () => {
      await pools.writeStatus('status', smallStatus);
      const get = async (...args: string[]) => lines(await run('get', ...args));
      const [header = '', row = ''] = await get('lbpool', 'status');
      assert.match(header, /^NAME +NODES +READY +AGE *$/);
      assert.match(row, /^status +3 +2 +\d+s$/);
      const [wideHeader = '', wide = ''] = await get('lbpool', 'status', '-o', 'wide');
      assert.match(wideHeader, /^NAME +NODES +READY +WORKLOAD +REASON +AGE *$/);
      assert.match(wide, /^status +3 +2 +None +Ready +\d+s$/);
      for (const word of ['loadbalancerpool', 'akrobateo'])
        assert.match(await run('get', word), /^(loadbalancerpool\.akrobateo\.kontena\.io\/)?status /m);
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
    const { smallSpec, fullSpec, ...known } = readTable('service-exposure') as ExposureTable;
    const { specs, statuses } = readRefused('service-exposure');
    const { smallStatus, fullStatus } = known;
    let exposures: Objects;
    before(async () => {
      const path = 'namespaces/default/serviceexposures';
      exposures = await Objects.install(server().plane, 'service-exposure-crd.yaml', path);
      await exposures.create('web', { spec: smallSpec });
    });

    const largest = { ...smallSpec, ...largestExposure(16_384) };
    for (const [name, spec] of Object.entries({ small: smallSpec, full: fullSpec, largest })) {
      it(`accepts and stores a ${name} spec as it is, and has no status then`, async () => {
        const { spec: stored, status } = await exposures.create(name, { spec, status: fullStatus });
        assert.deepEqual({ stored, status }, { stored: spec, status: undefined });
      });
    }

    it('refuses 16,385 ports', () =>
      assert.rejects(
        exposures.create('refused', { spec: { ...smallSpec, ...largestExposure(16_385) } }),
        /spec\.ports: Too many: 16385: must have at most 16384 items/,
      ));

    // What only must not change is accepted in a new object, so this changes one.
    for (const row of specs)
      it(`refuses ${short(row.value)}`, () =>
        assertRefused(exposures.replaceSpec('web', { ...smallSpec, ...row.value }), row, 'spec'));

    const largeStatus = { ...fullStatus, nodes: exposureNodes };
    for (const [name, status] of Object.entries({ smallStatus, fullStatus, largeStatus }))
      it(`accepts and stores the ${name} as it is, and does not change the spec`, () =>
        exposures.assertWritesStatus('web', status));

    for (const row of statuses)
      it(`refuses the status ${short(row.value)}`, () =>
        assertRefused(exposures.writeStatus('web', { ...smallStatus, ...row.value }), row, 'status'));

    it('is shown by kubectl in columns, by its short name and its category', async () => {
      await exposures.writeStatus('full', fullStatus);
      const [header = '', row = ''] = lines(await run('get', 'svcexp', 'full'));
      assert.match(header, /^NAME +SERVICE +WORKLOAD +POOL +PORTS +NODES +REASON +AGE *$/);
      const ports = '\\["80/TCP","443/TCP","443/UDP","65535/SCTP"\\]';
      assert.match(row, new RegExp(`^full +web +DaemonSet +edge +${ports} +2 +PortReserved +\\d+s$`));
      assert.match(await run('get', 'akrobateo'), /^serviceexposure\.akrobateo\.kontena\.io\/full /m);
    });
  });
});
