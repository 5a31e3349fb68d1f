import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';
import { NEXT } from '../../hooks/cli/explain/advice.ts';
import { explain } from '../../hooks/cli/explain/explanation.ts';
import type { Explanation } from '../../hooks/cli/explain/explanation.ts';
import { explanationText } from '../../hooks/cli/explain/explanation-text.ts';
import { portUses } from '../../hooks/cli/commands/ports.ts';
import { paintFor } from '../../hooks/cli/text.ts';
import { EMPTY_WORLD } from '../../hooks/cli/world.ts';
import type { World } from '../../hooks/cli/world.ts';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
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

function explained(world: World): Explanation {
  const own = world.services.find(({ metadata }) => metadata.namespace === 'shop');
  assert.ok(own);
  return explain({ service: own, world: deepFreeze(world), uses: portUses(world), config, now: NOW });
}

function textOf(world: World): string {
  return explanationText(explained(world), NOW, paintFor(false));
}

const twoPorts = { ports: [{ port: 80 }, { port: 8080 }] };
const inPool = { services: [service({}, twoPorts)], nodes: NODES };

/** Worlds in which the hooks have nothing to do. */
const STEADY: Readonly<Record<string, { why: string; world: World }>> = {
  exposed: { why: 'three nodes serve', world: EXPOSED },
  none: { why: 'no proxies', world: NONE },
  deployment: {
    why: 'a Deployment',
    world: running(service({ workload: 'Deployment', replicas: '2' }), ['ready', 'ready']),
  },
  'port-taken': { why: 'another pod uses the port on one node', world: TAKEN },
  'proxy-failed': { why: 'a proxy says why it stops', world: running(service(), ['failed']) },
  'pool-forbids': {
    why: 'a rule of the pool',
    world: settled({ ...inPool, pools: [pool('default', { allowedPorts: [{ port: 80 }] })] }),
  },
  replacing: {
    why: 'a proxy is being replaced',
    world: settled({ ...EXPOSED, pods: EXPOSED.pods.slice(1) }),
  },
};

/** Worlds in which the hooks would change something. */
const STALE: Readonly<Record<string, { why: string; world: World }>> = {
  new: { why: 'the hook has not been called yet', world: { ...EMPTY_WORLD, services: [service()] } },
  'foreign-class': {
    why: 'the Service has another class',
    world: {
      ...EMPTY_WORLD,
      services: [service({}, { loadBalancerClass: 'metallb.universe.tf/metallb' })],
    },
  },
  'became-clusterip': {
    why: 'it was exposed before',
    world: changed(EXPOSED, (own) => ({ ...own, spec: { ...own.spec, type: 'ClusterIP' } })),
  },
  'faulty-annotation': {
    why: 'the last good options stay in force',
    world: changed(EXPOSED, (own) => ({
      ...own,
      metadata: { ...own.metadata, annotations: { 'akrobateo.kontena.io/workload': 'Deploymnet' } },
    })),
  },
};

describe('akrobateo explain', () => {
  for (const [name, { why, world }] of Object.entries({ ...STEADY, ...STALE })) {
    it(`${name}: ${why}`, () => {
      assertGolden(`explain-${name}.txt`, textOf(world));
    });
  }

  it('finds no difference after the hooks were called', () => {
    for (const [name, { world }] of Object.entries(STEADY))
      assert.deepEqual(explained(world).differences, [], name);
  });

  it('finds a ServiceExposure whose status is stale', () => {
    const exposures = EXPOSED.exposures.map((each) => ({
      ...each,
      metadata: { ...each.metadata, generation: 2 },
    }));
    const { differences } = explained({ ...EXPOSED, exposures });
    assert.deepEqual(differences, [
      'the status of ServiceExposure akrobateo-web-5b8a2f0e is stale and would be written',
    ]);
  });

  it('finds a ServiceExposure that the Service does not own', () => {
    const exposures = EXPOSED.exposures.map((each) => ({
      ...each,
      metadata: { ...each.metadata, ownerReferences: [] },
    }));
    const { problems, workload, next } = explained(settled({ ...EXPOSED, exposures }));
    assert.deepEqual([problems.map(({ reason }) => reason), workload], [['NotOwned'], null]);
    assert.match(next[0] ?? '', /kubectl delete svcexp akrobateo-web-5b8a2f0e -n shop$/);
  });

  it('knows what to do next for every reason', () => {
    assert.deepEqual(Object.keys(NEXT), Object.keys(PROBLEMS));
    for (const next of Object.values(NEXT))
      assert.match(next({ name: 'web', namespace: 'shop', uid: 'a-uid' }), /^[A-Z]/);
  });

  describe('who holds a taken port', () => {
    const used = (by: string) => `80/TCP is used by ${by}`;
    const cases = [
      { why: 'a pod', pods: [pod('holder', 80, { node: 'n1' })], want: used('pod other/holder') },
      {
        why: 'a pod in the network of its node',
        pods: [pod('holder', 80, { node: 'n1', hostNetwork: true })],
        want: used('host-network pod other/holder'),
      },
      {
        why: 'a sidecar',
        pods: [pod('holder', 80, { node: 'n1', sidecar: true })],
        want: used('pod other/holder'),
      },
      {
        why: 'not known: the pod is over, elsewhere, waiting or on another port',
        pods: [
          pod('over', 80, { node: 'n1', phase: 'Succeeded' }),
          pod('elsewhere', 80, { node: 'elsewhere' }),
          pod('waiting', 80),
          pod('other-port', 81, { node: 'n1' }),
        ],
        want: 'no pod uses the port now; a program of the node may',
      },
    ];
    for (const { why, pods, want } of cases) {
      it(`is ${why}`, () => {
        const { nodes } = explained({ ...TAKEN, pods: [...TAKEN.pods, ...pods] });
        assert.equal(nodes.find(({ proxy }) => proxy === 'PortTaken')?.detail, want);
      });
    }

    it('is another Service', () => {
      const own = service();
      const rival = { ...own, metadata: { ...own.metadata, namespace: 'blog', uid: 'a-rival' } };
      const { services, exposures, daemonSets, pods } = running(rival, ['ready']);
      const both = {
        ...TAKEN,
        services: [...TAKEN.services, ...services],
        exposures: [...TAKEN.exposures, ...exposures],
        daemonSets: [...TAKEN.daemonSets, ...daemonSets],
        pods: [...TAKEN.pods, ...pods],
      };
      assertGolden('explain-held-by-service.txt', textOf(both));
      const row = explained(both).nodes.find(({ proxy }) => proxy === 'PortTaken');
      assert.equal(row?.detail, used('Service blog/web'));
    });
  });

  it('says why a node has no proxy', () => {
    const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
    const nodes = [
      node('n1', '192.168.0.2'),
      node('n4', '192.168.0.5', { spec: { taints: [taint] } }),
      node('n5', '192.168.0.6', { metadata: { name: 'n5', labels: {} } }),
      node('n6', '192.168.0.7'),
    ];
    const rows = explained({ ...EXPOSED, nodes }).nodes.filter(({ proxy }) => proxy === 'none');
    assert.deepEqual(
      rows.map(({ node: name, detail }) => [name, detail]),
      [
        ['n4', 'its taint gpu=yes:NoSchedule is not tolerated'],
        ['n5', 'its labels do not meet kubernetes.io/os In linux'],
        ['n6', 'a proxy is missing here'],
      ],
    );
  });

  it('shows twenty nodes, those with a problem first', () => {
    const nodes = Array.from({ length: 40 }, (_, index) => node(`m${index}`, `10.0.0.${index}`));
    const text = textOf({ ...EXPOSED, nodes });
    assert.match(text, /\nand 23 more; -o json shows all\n/);
    assert.match(text, /\nm0 /);
    assert.doesNotMatch(text, /\nn1 /);
  });

  it('is coloured where colours are wanted', () => {
    assert.match(explanationText(explained(EXPOSED), NOW, paintFor(true)), ESCAPE);
  });
});
