import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { World } from '../../hooks/cli/world.ts';
import type { NewObject } from '../chain/engine/kube-object.ts';
import { node, pool, service } from '../chain/objects.ts';
import { edit } from '../chain/steps.ts';
import { ask } from './api-server.ts';
import type { Refusals } from './api-server.ts';
import { assertGolden } from './run.ts';
import { EXPOSED, NODES, worldAfter } from './worlds.ts';

const labelled = node('n1', { ips: ['192.168.0.2', 'fd00::2'], labels: { role: 'edge' } });
const [, ...others] = NODES;
const DUAL = { clusterIPs: ['10.96.0.10', 'fd00::a'], ipFamilies: ['IPv4', 'IPv6'] };

function on(port: number, name: string, annotations: Record<string, string> = {}, spec = {}): NewObject {
  return service({ name, ports: [port], annotations, spec });
}

/** One Service of each kind. */
const SERVICES = [
  on(80, 'web'),
  on(81, 'edge', { 'node-selector': 'role=edge' }),
  on(82, 'none', { workload: 'None' }),
  on(83, 'deployment', { workload: 'Deployment' }),
  on(84, 'elsewhere', { 'node-selector': '!role' }),
  on(85, 'nat', { addresses: '203.0.113.1' }),
  on(86, 'dual', {}, DUAL),
];
const WORLD = worldAfter([labelled, ...others, pool(), ...SERVICES]);

const plan = (world: World, ...args: string[]) => ask(['plan', ...args], world);

interface Loss {
  readonly name: string;
  readonly loses: string[];
  readonly keeps: string[];
  readonly last: string | null;
}

async function losses(world: World, ...args: string[]): Promise<Loss[]> {
  return JSON.parse((await plan(world, ...args, '-o', 'json')).out) as Loss[];
}

describe('akrobateo plan --drain', () => {
  it('shows what each Service loses and keeps, and which address is the last one', async () => {
    const { code, out, err } = await plan(WORLD, '--drain', 'n1');
    assert.deepEqual([code, err], [1, '']);
    assertGolden('plan.txt', out);
  });

  it('exits with 0 if every Service keeps an address', async () => {
    const { code, out } = await plan(WORLD, '--drain', 'n2');
    assert.equal(code, 0);
    assert.match(out, /\n4 Services lose an address\. All of them keep another one\.\n$/);
  });

  it('drains several nodes at the same time', async () => {
    const [dual, ...rest] = await losses(WORLD, '--drain', 'n2', '--drain', 'n3');
    assert.deepEqual(dual?.keeps, ['192.168.0.2', 'fd00::2']);
    assert.deepEqual(
      rest.map(({ name, last }) => [name, last]),
      [
        ['elsewhere', 'address'],
        ['none', null],
        ['web', null],
      ],
    );
  });

  it('knows that a Service loses nothing at a node that is cordoned already', async () => {
    const cordon = edit('Node', { spec: { unschedulable: true } }, 'n2');
    const world = worldAfter(
      [labelled, ...others, pool(), on(80, 'web')],
      [],
      [
        cordon,
        (chain) => {
          chain.rest();
        },
      ],
    );
    assert.deepEqual((await plan(world, '--drain', 'n2')).out, 'No Service loses an address.\n');
    const [web] = await losses(world, '--drain', 'n1');
    assert.deepEqual(web, {
      namespace: 'shop',
      name: 'web',
      loses: ['192.168.0.2'],
      keeps: ['192.168.0.4'],
      last: null,
    });
  });

  it('shows one namespace, and prints YAML', async () => {
    assert.equal((await plan(WORLD, '--drain', 'n1', '-n', 'other')).out, 'No Service loses an address.\n');
    const { out } = await plan(WORLD, '--drain', 'n1', '-o', 'yaml');
    assert.deepEqual(parse(out), await losses(WORLD, '--drain', 'n1'));
  });

  const faults: [code: number, says: string, node: string, refusals: Refusals][] = [
    [2, 'There is no node x; kubectl get nodes lists them.\n', 'x', {}],
    [3, 'The API server answers with status 500: pods is refused.\n', 'n1', { pods: 500 }],
  ];
  for (const [code, says, name, refusals] of faults) {
    it(`exits with ${code}: ${says.trim()}`, async () => {
      const run = await ask(['plan', '--drain', name], EXPOSED, refusals);
      assert.deepEqual([run.code, run.out, run.err], [code, '', says]);
    });
  }
});
