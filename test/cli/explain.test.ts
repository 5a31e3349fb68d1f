import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';
import { NEXT } from '../../hooks/cli/explain/advice.ts';
import { explain } from '../../hooks/cli/explain/explanation.ts';
import type { Explanation } from '../../hooks/cli/explain/explanation.ts';
import { explanationText } from '../../hooks/cli/explain/explanation-text.ts';
import { holdersOf } from '../../hooks/cli/ports/holders.ts';
import { paintFor } from '../../hooks/cli/text/paint.ts';
import type { World } from '../../hooks/cli/world/world.ts';
import { syncRequestFor } from '../../hooks/cli/world/sync-request.ts';
import { readObserved } from '../../hooks/services/observed.ts';
import type { Service } from '../../hooks/services/observed.ts';
import { syncService } from '../../hooks/services/sync.ts';
import { PROBLEMS } from '../../hooks/kubernetes/problems.ts';
import { deepFreeze, pairs } from '../golden.ts';
import { ESCAPE, assertGolden } from './run.ts';
import { node, pod, worldOfFixture } from './worlds.ts';

const config = readConfig({});

function explained(world: World, now: number): Explanation {
  const [service] = world.services;
  assert.ok(service);
  return explain({ service, world: deepFreeze(world), neighbours: holdersOf(world), config, now });
}

/** The Services as the hook would have them. */
function told(world: World, now: number): Service[] {
  return world.services.map((service) => {
    const { status, annotations = {} } = syncService(
      readObserved(syncRequestFor(service, world)),
      config,
      now,
    );
    const metadata = {
      ...service.metadata,
      annotations: { ...service.metadata.annotations, ...annotations },
    };
    return { ...service, metadata, ...(status === undefined ? {} : { status }) } as Service;
  });
}

function textOf(world: World, now: number): string {
  return explanationText(explained(world, now), now, paintFor(false));
}

describe('akrobateo explain', () => {
  const goldens = [
    { name: 'daemonset-exposed', why: 'all is well' },
    { name: 'daemonset-new', why: 'the hook has not been asked yet' },
    { name: 'claim-foreign-class', why: 'it is somebody else’s' },
    { name: 'claim-became-clusterip', why: 'it was ours and must be released' },
    { name: 'annotations-faulty-last-good-stays', why: 'an annotation is faulty' },
    { name: 'deployment-exposed', why: 'a Deployment' },
    { name: 'deployment-port-taken', why: 'a Deployment that finds no node' },
    { name: 'none-exposed', why: 'no proxies' },
    { name: 'pool-forbids-one-port', why: 'the rules of the pool' },
    { name: 'pool-gone', why: 'the pool is gone' },
    { name: 'problem-pod-security', why: 'the namespace forbids host ports' },
    { name: 'problem-port-taken-on-one-node', why: 'a port is taken on one node' },
    { name: 'problem-proxy-failed', why: 'a proxy says why it stops' },
    { name: 'rollout-proxy-gone', why: 'a proxy is being replaced' },
    { name: 'local-no-endpoint-anywhere', why: 'nobody serves' },
  ];
  for (const { name, why } of goldens) {
    it(`${name}: ${why}`, () => {
      const { world, now } = worldOfFixture(name);
      assertGolden(`explain-${name}.txt`, textOf(world, now));
    });
  }

  it('is of the same opinion as the hook in every fixture', () => {
    for (const { name, path, response } of pairs()) {
      if (path !== '/services/sync') continue;
      const { world, now } = worldOfFixture(name.replace('services/sync/', ''));
      const { problems, objection } = explained(world, now);
      const { status } = response() as {
        status?: { conditions?: { type: string; reason: string; message: string }[] };
      };
      const condition = status?.conditions?.find(({ type }) => type === 'akrobateo.kontena.io/Exposed');
      if (objection !== null) assert.equal(condition, undefined, name);
      if (condition === undefined) continue;
      assert.equal(problems[0]?.reason ?? 'Exposed', condition.reason, name);
      for (const { message } of problems) assert.ok(condition.message.includes(message.slice(0, 900)), name);
    }
  });

  it('is told on a screen, whatever happens', () => {
    for (const { name, path } of pairs()) {
      if (path !== '/services/sync') continue;
      const { world, now } = worldOfFixture(name.replace('services/sync/', ''));
      assert.ok(textOf(world, now).split('\n').length < 50, name);
    }
  });

  it('knows what to do next for every reason', () => {
    assert.deepEqual(Object.keys(NEXT), Object.keys(PROBLEMS));
    for (const next of Object.values(NEXT)) assert.match(next({ name: 'web', namespace: 'shop' }), /^[A-Z]/);
  });

  describe('who holds a taken port', () => {
    const { world, now } = worldOfFixture('problem-port-taken-on-one-node');
    const waiting = explained(world, now).nodes.find(({ proxy }) => proxy === 'PortTaken');
    const at = waiting?.node ?? '';
    const cases = [
      { why: 'a pod', pods: [pod('holder', 80, { node: at })], want: '80/TCP is held by pod other/holder' },
      {
        why: 'a pod in the network of its node',
        pods: [pod('holder', 80, { node: at, hostNetwork: true })],
        want: '80/TCP is held by host-network pod other/holder',
      },
      {
        why: 'a sidecar',
        pods: [pod('holder', 80, { node: at, sidecar: true })],
        want: '80/TCP is held by pod other/holder',
      },
      {
        why: 'nobody: the pod is over, elsewhere, waiting or on another port',
        pods: [
          pod('over', 80, { node: at, phase: 'Succeeded' }),
          pod('elsewhere', 80, { node: 'elsewhere' }),
          pod('waiting', 80),
          pod('other-port', 81, { node: at }),
        ],
        want: 'nobody who tells it holds the port now; a program of the node may',
      },
    ];
    for (const { why, pods, want } of cases) {
      it(`is ${why}`, () => {
        const { nodes } = explained({ ...world, pods: [...world.pods, ...pods] }, now);
        assert.equal(nodes.find((row) => row.node === at && row.proxy === 'PortTaken')?.detail, want);
      });
    }

    it('is another Service', () => {
      const other = worldOfFixture('daemonset-exposed').world;
      const uid = 'other-uid';
      const renamed = JSON.parse(
        JSON.stringify(other)
          .replaceAll('5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10', uid)
          .replaceAll('"namespace":"shop"', '"namespace":"blog"')
          .replaceAll('"nodeName":"n1"', `"nodeName":"${at}"`),
      ) as World;
      const both = {
        ...world,
        services: [...world.services, ...renamed.services],
        daemonSets: [...world.daemonSets, ...renamed.daemonSets],
        pods: [...world.pods, ...renamed.pods],
      };
      const nodes = [node('n1', '192.168.0.2'), node('n2', '192.168.0.3'), node('n3', '192.168.0.4')];
      assertGolden('explain-held-by-service.txt', textOf({ ...both, services: told(both, now), nodes }, now));
      const row = explained(both, now).nodes.find(
        ({ node: name, proxy }) => name === at && proxy === 'PortTaken',
      );
      assert.equal(row?.detail, '80/TCP is held by Service blog/web');
    });
  });

  it('says why a node has no proxy', () => {
    const { world, now } = worldOfFixture('daemonset-exposed');
    const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
    const nodes = [
      node('n1', '192.168.0.2'),
      node('n4', '192.168.0.5', { spec: { taints: [taint] } }),
      node('n5', '192.168.0.6', { metadata: { name: 'n5', labels: {} } }),
      node('n6', '192.168.0.7'),
    ];
    const rows = explained({ ...world, nodes }, now).nodes.filter(({ proxy }) => proxy === 'none');
    assert.deepEqual(
      rows.map(({ node: name, detail }) => [name, detail]),
      [
        ['n4', 'its taint gpu=yes:NoSchedule is not tolerated'],
        ['n5', 'it has no label kubernetes.io/os=linux'],
        ['n6', 'a proxy is missing here'],
      ],
    );
  });

  it('shows twenty nodes, those with a trouble first', () => {
    const { world, now } = worldOfFixture('daemonset-exposed');
    const nodes = Array.from({ length: 40 }, (_, index) => node(`m${index}`, `10.0.0.${index}`));
    const text = textOf({ ...world, nodes }, now);
    assert.match(text, /\nand 23 more; -o json shows all\n/);
    assert.match(text, /\nm0 /);
    assert.doesNotMatch(text, /\nn1 /);
  });

  it('is coloured where that is wanted', () => {
    const { world, now } = worldOfFixture('daemonset-exposed');
    assert.match(explanationText(explained(world, now), now, paintFor(true)), ESCAPE);
  });
});
