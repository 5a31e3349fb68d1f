import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { NEXT } from '../../hooks/cli/explain/advice.ts';
import { explanationText } from '../../hooks/cli/explain/explanation-text.ts';
import { explain } from '../../hooks/cli/explain/explanation.ts';
import type { World } from '../../hooks/cli/world.ts';
import { readConfig } from '../../hooks/config.ts';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
import type { Pod } from '../../hooks/kubernetes/objects.ts';
import type { Service } from '../../hooks/services/observed.ts';
import type { Step } from '../chain/case.ts';
import type { Chain } from '../chain/chain.ts';
import type { NewObject } from '../chain/engine/kube-object.ts';
import { node, pool, service } from '../chain/objects.ts';
import { behave, edit, rest } from '../chain/steps.ts';
import { deepFreeze } from '../golden.ts';
import { assertGolden } from './run.ts';
import { EXPOSED, NODES, NONE, NOW, TAKEN, changed, pod, unseen, worldAfter } from './worlds.ts';

const config = readConfig({});

function explained(world: World) {
  const own = world.services.find(({ metadata }) => metadata.namespace === 'shop');
  assert.ok(own);
  return explain({ service: own, world: deepFreeze(world), config, now: NOW });
}

function textOf(world: World): string {
  return stripVTControlCharacters(explanationText(explained(world), NOW));
}

/** Objects that are new, before the hooks are called. */
function create(objects: readonly NewObject[]): Step {
  return ({ api }) => {
    for (const object of objects) api.create(object);
  };
}

/** A proxy is deleted, and the hooks run before there is another one. */
function loseProxy(chain: Chain): void {
  const [proxy] = chain.api.list('Pod');
  assert.ok(proxy);
  chain.api.remove(proxy);
  for (let round = 0; round < 3; round += 1) chain.sync();
}

const twoPorts = [
  ...NODES,
  pool('default', { allowedPorts: [{ port: 80 }] }),
  service({ ports: [80, 8080] }),
];
const deployment = service({ annotations: { workload: 'Deployment', replicas: '2' } });
const cordonFirst = edit('Node', { spec: { unschedulable: true } }, 'n1');
const crash = { crash: 'net.ipv4.ip_forward is 0 on this node: set it to 1' };

/** Worlds in which the hooks have nothing to do. */
const STEADY: [name: string, why: string, world: World][] = [
  ['exposed', 'three nodes serve', EXPOSED],
  ['none', 'no proxies', NONE],
  ['deployment', 'a Deployment', worldAfter([...NODES, deployment])],
  [
    'cordoned',
    'a node with a ready proxy is cordoned',
    worldAfter([...NODES, pool(), service()], [cordonFirst]),
  ],
  ['port-taken', 'another pod uses the port on one node', TAKEN],
  ['proxy-failed', 'a proxy says why it stops', worldAfter([node('n1'), service()], [behave(crash, 'n1')])],
  ['pool-forbids', 'a rule of the pool', worldAfter(twoPorts)],
  ['replacing', 'a proxy is missing', worldAfter([...NODES, service()], [], [loseProxy])],
];

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
  ['new', 'the hook has not been called yet', unseen()],
  ['became-clusterip', 'it was exposed before', changed(EXPOSED, withSpec({ type: 'ClusterIP' }))],
  ['faulty-annotation', 'the last good options stay in force', changed(EXPOSED, withAnnotations(faulty))],
];

const foreign = unseen(withSpec({ loadBalancerClass: 'metallb.universe.tf/metallb' }));

describe('akrobateo explain', () => {
  for (const [name, why, world] of [...STEADY, ...STALE]) {
    it(`${name}: ${why}`, () => {
      assertGolden(`explain-${name}.txt`, textOf(world));
      assert.equal(
        explained(world).differences.length === 0,
        STEADY.some(([own]) => own === name),
      );
    });
  }

  it('foreign-class: the Service has another class', () => {
    assertGolden('explain-foreign-class.txt', textOf(foreign));
  });

  it('finds a ServiceExposure whose status is stale', () => {
    const what = 'the status of ServiceExposure akrobateo-web-00000005 is stale and would be written';
    const [exposure] = EXPOSED.serviceexposures;
    assert.ok(exposure);
    const later = { ...exposure, metadata: { ...exposure.metadata, generation: 2 } };
    assert.deepEqual(explained({ ...EXPOSED, serviceexposures: [later] }).differences, [what]);
  });

  it('finds a ServiceExposure that the Service does not own', () => {
    const release = edit('ServiceExposure', { metadata: { ownerReferences: null } });
    const { problems, workload, next } = explained(worldAfter([...NODES, service()], [], [release, rest]));
    assert.deepEqual([problems.map(({ reason }) => reason), workload], [['NotOwned'], null]);
    assert.match(next[0] ?? '', /kubectl delete svcexp akrobateo-web-00000005 -n shop$/);
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
    const nodes = [node('n1', { ips: ['192.168.0.2'], labels: { zone: 'a' } }), ...NODES.slice(1)];
    const blog = service({ annotations: { 'node-selector': 'zone=a' } });
    const objects = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'blog' } },
      { ...blog, metadata: { ...blog.metadata, namespace: 'blog' } },
    ];
    const both = worldAfter([...nodes, ...objects, service()]);
    const own = both.pods.filter(({ metadata }) => metadata?.namespace === 'shop');
    assertGolden('explain-held-by-service.txt', textOf(both));
    assertGolden('explain-held-by-service.txt', textOf({ ...both, pods: own }));
  });

  it('says why a node has no proxy', () => {
    const added = [
      { ...node('n4'), spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } },
      node('n5', { labels: { 'kubernetes.io/os': 'windows' } }),
      node('n6'),
    ];
    const world = worldAfter([...NODES, service()], [], [create(added)]);
    const rows = explained(world).nodes.filter(({ proxy }) => proxy === 'none');
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.node, row.detail])), {
      n4: 'its taint gpu=yes:NoSchedule is not tolerated',
      n5: 'its labels do not meet kubernetes.io/os In linux',
      n6: 'a proxy is missing here',
    });
  });

  it('shows twenty nodes, those with a problem first', () => {
    const many = Array.from({ length: 40 }, (_, index) => node(`m${index}`));
    const world = worldAfter([...NODES, service()], [], [create(many)]);
    const text = textOf(world);
    assert.match(text, /\nm0 [^]*\nand 23 more; -o json shows all\n/);
    assert.doesNotMatch(text, /\nn1 /);
  });
});
