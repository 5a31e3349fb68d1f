import assert from 'node:assert/strict';
import { portUses } from '../../hooks/cli/port-uses.ts';
import { NEXT } from '../../hooks/cli/explain/advice.ts';
import { explanationText } from '../../hooks/cli/explain/explanation-text.ts';
import { explain } from '../../hooks/cli/explain/explanation.ts';
import { paintFor } from '../../hooks/cli/text.ts';
import { EMPTY_WORLD } from '../../hooks/cli/world.ts';
import type { World } from '../../hooks/cli/world.ts';
import { readConfig } from '../../hooks/config.ts';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
import type { Pod } from '../../hooks/kubernetes/objects.ts';
import type { Service } from '../../hooks/services/observed.ts';
import { deepFreeze } from '../golden.ts';
import { ESCAPE, assertGolden } from './run.ts';
import {
  EXPOSED,
  NODES,
  NONE,
  NOW,
  TAKEN,
  changed,
  node,
  pod,
  pool,
  running,
  service,
  settled,
} from './worlds.ts';

const config = readConfig({});

function explained(world: World) {
  const own = world.services.find(({ metadata }) => metadata.namespace === 'shop');
  assert.ok(own);
  return explain({ service: own, world: deepFreeze(world), uses: portUses(world), config, now: NOW });
}

function textOf(world: World, colours = false): string {
  return explanationText(explained(world), NOW, paintFor(colours));
}

const inPool = { services: [service({}, { ports: [{ port: 80 }, { port: 8080 }] })], nodes: NODES };
const allowing80 = [pool('default', { allowedPorts: [{ port: 80 }] })];
const deployment = service({ workload: 'Deployment', replicas: '2' });

/** Worlds in which the hooks have nothing to do. */
const STEADY: [name: string, why: string, world: World][] = [
  ['exposed', 'three nodes serve', EXPOSED],
  ['none', 'no proxies', NONE],
  ['deployment', 'a Deployment', running(deployment, ['ready', 'ready'])],
  ['port-taken', 'another pod uses the port on one node', TAKEN],
  ['proxy-failed', 'a proxy says why it stops', running(service(), ['failed'])],
  ['pool-forbids', 'a rule of the pool', settled({ ...inPool, pools: allowing80 })],
  ['replacing', 'a proxy is being replaced', settled({ ...EXPOSED, pods: EXPOSED.pods.slice(1) })],
];

const foreign = service({}, { loadBalancerClass: 'metallb.universe.tf/metallb' });
const faulty = { 'akrobateo.kontena.io/workload': 'Deploymnet' };
const withSpec = (spec: Partial<Service['spec']>) => (own: Service) => ({
  ...own,
  spec: { ...own.spec, ...spec },
});
const withAnnotations = (annotations: Record<string, string>) => (own: Service) => {
  return { ...own, metadata: { ...own.metadata, annotations } };
};

/** Worlds in which the hooks would change something. */
const STALE: typeof STEADY = [
  ['new', 'the hook has not been called yet', { ...EMPTY_WORLD, services: [service()] }],
  ['foreign-class', 'the Service has another class', { ...EMPTY_WORLD, services: [foreign] }],
  ['became-clusterip', 'it was exposed before', changed(EXPOSED, withSpec({ type: 'ClusterIP' }))],
  ['faulty-annotation', 'the last good options stay in force', changed(EXPOSED, withAnnotations(faulty))],
];

/** The ServiceExposure with other metadata. */
function exposuresWith(more: object): World {
  return {
    ...EXPOSED,
    exposures: EXPOSED.exposures.map((each) => ({ ...each, metadata: { ...each.metadata, ...more } })),
  };
}

describe('akrobateo explain', () => {
  for (const [name, why, world] of [...STEADY, ...STALE]) {
    it(`${name}: ${why}`, () => {
      assertGolden(`explain-${name}.txt`, textOf(world));
      assert.equal(
        explained(world).differences.length === 0,
        name === 'foreign-class' || STEADY.some(([own]) => own === name),
      );
    });
  }

  it('finds a ServiceExposure whose status is stale', () => {
    const what = 'the status of ServiceExposure akrobateo-web-5b8a2f0e is stale and would be written';
    assert.deepEqual(explained(exposuresWith({ generation: 2 })).differences, [what]);
  });

  it('finds a ServiceExposure that the Service does not own', () => {
    const { problems, workload, next } = explained(settled(exposuresWith({ ownerReferences: [] })));
    assert.deepEqual([problems.map(({ reason }) => reason), workload], [['NotOwned'], null]);
    assert.match(next[0] ?? '', /kubectl delete svcexp akrobateo-web-5b8a2f0e -n shop$/);
  });

  it('knows what to do next for every reason', () => {
    assert.deepEqual(Object.keys(NEXT), Object.keys(PROBLEMS));
    for (const next of Object.values(NEXT))
      assert.match(next({ name: 'web', namespace: 'shop', uid: 'a-uid' }), /^[A-Z]/);
  });

  const holders: [want: string, ...pods: Pod[]][] = [
    ['80/TCP is used by pod other/holder', pod('holder', 80, { node: 'n1' })],
    ['80/TCP is used by host-network pod other/holder', pod('holder', 80, { node: 'n1', hostNetwork: true })],
    ['80/TCP is used by pod other/sidecar', pod('sidecar', 80, { node: 'n1', sidecar: true })],
    [
      'no pod uses the port now; a program of the node may',
      pod('over', 80, { node: 'n1', phase: 'Succeeded' }),
      pod('elsewhere', 80, { node: 'elsewhere' }),
      pod('waiting', 80),
      pod('other-port', 81, { node: 'n1' }),
    ],
  ];
  for (const [want, ...pods] of holders) {
    it(`says who holds a taken port: ${want}`, () => {
      const { nodes } = explained({ ...TAKEN, pods: [...TAKEN.pods, ...pods] });
      assert.equal(nodes.find(({ proxy }) => proxy === 'PortTaken')?.detail, want);
    });
  }

  it('says which other Service holds a taken port, also if pods may not be read', () => {
    const own = service();
    const rival = { ...own, metadata: { ...own.metadata, namespace: 'blog', uid: 'a-rival' } };
    const { exposures, pods } = running(rival, ['ready']);
    const both = { ...TAKEN, exposures: [...TAKEN.exposures, ...exposures], pods: [...TAKEN.pods, ...pods] };
    assertGolden('explain-held-by-service.txt', textOf(both));
    assertGolden('explain-held-by-service.txt', textOf({ ...both, pods: TAKEN.pods }));
  });

  it('says why a node has no proxy', () => {
    const nodes = [
      node('n1', '192.168.0.2'),
      node('n4', '192.168.0.5', { spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } }),
      node('n5', '192.168.0.6', { metadata: { name: 'n5', labels: {} } }),
      node('n6', '192.168.0.7'),
    ];
    const rows = explained({ ...EXPOSED, nodes }).nodes.filter(({ proxy }) => proxy === 'none');
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.node, row.detail])), {
      n4: 'its taint gpu=yes:NoSchedule is not tolerated',
      n5: 'its labels do not meet kubernetes.io/os In linux',
      n6: 'a proxy is missing here',
    });
  });

  it('shows twenty nodes, those with a problem first', () => {
    const nodes = Array.from({ length: 40 }, (_, index) => node(`m${index}`, `10.0.0.${index}`));
    const text = textOf({ ...EXPOSED, nodes });
    assert.match(text, /\nm0 [^]*\nand 23 more; -o json shows all\n/);
    assert.doesNotMatch(text, /\nn1 /);
  });

  it('is coloured where colours are wanted', () => {
    assert.match(textOf(EXPOSED, true), ESCAPE);
  });
});
