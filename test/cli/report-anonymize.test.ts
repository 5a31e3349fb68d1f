import assert from 'node:assert/strict';
import { coreWith } from '../../hooks/cli/report/exchanges.ts';
import { anonymized } from '../../hooks/cli/report/anonymize.ts';
import { isCommon } from '../../hooks/cli/report/vocabulary.ts';
import { exposureRequestFor, poolRequestFor, serviceRequestFor } from '../../hooks/cli/requests.ts';
import { EMPTY_WORLD, RESOURCES } from '../../hooks/cli/world.ts';
import type { World } from '../../hooks/cli/world.ts';
import { readConfig } from '../../hooks/config.ts';
import { familyOf } from '../../hooks/kubernetes/ip-address.ts';
import { exposureName } from '../../hooks/kubernetes/names.ts';
import { deepFreeze, momentOf, pairs } from '../golden.ts';

type Groups = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** The objects of a request, as they would be in a cluster; the first of its kind is the one that is synced. */
function worldOfRequest(request: unknown): World {
  const { object, attachments, related } = request as {
    object: object;
    attachments?: Groups;
    related?: Groups;
  };
  const { apiVersion, kind } = object as { apiVersion: string; kind: string };
  const groups: [string, object[]][] = [
    [`${kind}.${apiVersion}`, [object]],
    ...Object.entries({ ...attachments, ...related }).map(([name, group]): [string, object[]] => [
      name,
      Object.values(group),
    ]),
  ];
  const world = Object.entries(RESOURCES).map(([resource, known]) => {
    const own = groups.filter(([name]) => name === `${known.kind}.${known.apiVersion}`);
    return [resource, own.flatMap(([, objects]) => objects.map((each) => ({ ...known, ...each })))];
  });
  return { ...EMPTY_WORLD, ...(Object.fromEntries(world) as Partial<World>) };
}

/** The request of a hook in a world, for the first object. */
function requestIn(path: string, { ...world }: World): unknown {
  const [service] = world.services;
  const [exposure] = world.serviceexposures;
  const [pool] = world.loadbalancerpools;
  if (path === '/services/sync' && service) return serviceRequestFor(service, world);
  if (path === '/exposures/sync' && exposure) return exposureRequestFor(exposure, world);
  assert.ok(pool);
  return poolRequestFor(pool, world);
}

/** Everything in an answer that is neither a name nor an address: its shape, numbers, words and reasons. */
function decisionsOf(value: unknown): string {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (['message', 'akrobateo.kontena.io/reason', 'RULESET'].includes(key)) return null;
    if (typeof part !== 'string' || ['reason', 'type', 'status', 'kind', 'time'].includes(key)) return part;
    return /^\d+\/[A-Z]+$/.test(part) ? part : (familyOf(part) ?? 'text');
  });
  return text.replaceAll(/"(?!metadata)[-\w.]+\/[-\w.]+":/g, '"key":');
}

/** The names, uids and addresses of objects, wherever they are. */
function namesIn(value: unknown): Set<string> {
  const names = new Set<string>();
  JSON.stringify(value, (key, part: unknown) => {
    const isName = ['name', 'namespace', 'uid', 'nodeName', 'hostname', 'address', 'ip'].includes(key);
    if (typeof part === 'string' && (isName || familyOf(part) !== undefined)) names.add(part);
    return part;
  });
  return names;
}

/** Whether a text has a word, as a whole or with others around it. */
function has(text: string, word: string): boolean {
  const literal = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z\\d])${literal}(?![A-Za-z\\d])`).test(text);
}

const GENERAL = /^(::|0\.0\.0\.0|[A-Z_]+)$/;
const ask = coreWith(readConfig({}));

describe('an anonymized request', () => {
  for (const { name, path, request } of pairs().filter((pair) => pair.path.endsWith('/sync'))) {
    it(`${name}: has no name and no address of the original, and leads to the same decisions`, () => {
      const world = deepFreeze(worldOfRequest(request));
      const other = anonymized(world);
      const text = JSON.stringify(other);
      const words = [...namesIn(world)].filter((word) => !isCommon(word) && !GENERAL.test(word));
      assert.deepEqual(
        words.filter((word) => has(text, word)),
        [],
      );
      const [before, after] = [world, other].map((each) =>
        decisionsOf(ask(path, requestIn(path, each), momentOf(request)).response),
      );
      assert.equal(after, before);
    });
  }

  it('has nothing of what people wrote, wherever it is', () => {
    const labels = {
      'acme.example.org/team': 'Acme-Blue',
      app: 'acme-shop',
      'topology.kubernetes.io/zone': 'acme-1',
    };
    const spec = {
      selector: labels,
      loadBalancerClass: 'acme.example.org/ours',
      externalName: 'acme.example.org',
    };
    const applied = JSON.stringify({ metadata: { annotations: { note: 'by acme' } }, spec });
    const annotations = {
      note: 'a text of Acme',
      config: '{"acme": true}',
      'kubectl.kubernetes.io/last-applied-configuration': applied,
      'akrobateo.kontena.io/node-selector':
        'acme.example.org/rack in (acme-a, acme-b), kubernetes.io/hostname=acme-n1',
      'akrobateo.kontena.io/addresses': '192.0.2.7,lb.acme.example.org',
    };
    const message =
      'failed to pull "registry.acme.example.org:5000/acme/proxy:1": lookup dns.acme.org on ::ffff:192.0.2.53:53';
    const container = {
      name: 'acme-sidecar',
      image: 'registry.acme.example.org:5000/acme/proxy:1',
      args: ['--acme'],
      env: [{ name: 'TOKEN', value: 'acme and more' }],
    };
    const metadata = {
      name: 'acme-web',
      namespace: 'acme',
      uid: '12345678-0000-4000-8000-00000000000a',
      labels,
      annotations,
    };
    const status = { images: [{ names: ['acme'] }], conditions: [{ type: 'Ready', message }] };
    const environment = {
      PROXY_IMAGE: 'acme.example.org/proxy:1',
      LOAD_BALANCER_CLASS: 'acme.example.org/ours',
      PROXY_LABELS: '{"acme.example.org/team":"acme"}',
      IMAGE_PULL_SECRETS: 'acme-1,acme-2',
    };
    const given = {
      kind: 'Service',
      metadata,
      spec: { ...spec, containers: [container] },
      status,
      environment,
    };
    const result = anonymized(given);
    assert.doesNotMatch(JSON.stringify(result), /acme|192\.0\.2|12345678/i);
    assert.equal(
      result.environment.LOAD_BALANCER_CLASS,
      result.spec.loadBalancerClass,
      'the same everywhere',
    );
    assert.match(result.environment.PROXY_IMAGE, /^host-\d\.example\/proxy:1$/);
    assert.doesNotThrow(() => readConfig(result.environment));
  });

  it('keeps the names of objects that are made of names', () => {
    const uid = '12345678-0000-4000-8000-00000000000a';
    const service = { name: 'shop', uid };
    const name = exposureName(service);
    const owner = { kind: 'ReplicaSet', name: `${name}-5d4f`, uid: 'x' };
    const { exposure, pod } = anonymized({
      exposure: { kind: 'ServiceExposure', metadata: { name }, spec: { service } },
      pod: { kind: 'Pod', metadata: { name: `${name}-5d4f-abcde`, ownerReferences: [owner] } },
    });
    assert.equal(exposure.metadata.name, exposureName(exposure.spec.service));
    assert.equal(pod.metadata.ownerReferences[0]?.name, `${exposure.metadata.name}-5d4f`);
    assert.equal(pod.metadata.name, `${exposure.metadata.name}-5d4f-abcde`);
  });
});
