import assert from 'node:assert/strict';
import { readConfig } from '../../../hooks/config.ts';
import { isReadableSpec } from '../../../hooks/kubernetes/load-balancer-pool.ts';
import { portText } from '../../../hooks/kubernetes/ports.ts';
import { ANNOTATIONS } from '../../../hooks/services/annotations.ts';
import type { Service, ServiceState } from '../../../hooks/services/observed.ts';
import { readOptions } from '../../../hooks/services/options.ts';
import { readRequested } from '../../../hooks/services/requested.ts';
import type { Requested } from '../../../hooks/services/requested.ts';
import { renderWorkloads } from '../../../hooks/services/workload.ts';

const PORTS = [{ port: 80, protocol: 'TCP' }];

function service(spec: object): Service {
  const metadata = { name: 'web', namespace: 'shop', uid: '5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10' };
  return {
    metadata,
    spec: { clusterIPs: ['10.96.0.10', 'fd00::10'], ports: PORTS, ...spec },
  };
}

/** A list that can be counted, but whose items cannot be read. */
function unreadable(length: number): unknown[] {
  return new Proxy(new Array<unknown>(length), {
    get(target, key): unknown {
      if (key === 'length') return target.length;
      throw new Error(`${String(key)} was read`);
    },
  });
}

describe('counts are checked before anything is read', () => {
  for (const { field, says } of [
    { field: 'loadBalancerSourceRanges', says: /^spec.loadBalancerSourceRanges has 60000 entries; at most/ },
    { field: 'ports', says: /^spec.ports has 60000 entries; at most 1000 are allowed$/ },
  ]) {
    it(`of a Service: ${field}`, () => {
      const reading = readRequested(service({ [field]: unreadable(60_000) }));
      assert.match('problem' in reading ? reading.problem.message : '', says);
    });
  }

  const list = (item: string): string => new Array(1000).fill(item).join(',');
  for (const [name, text] of [
    ['addresses', list('?')],
    ['address-types', list('?')],
    ['tolerations', list('?')],
    ['tolerations', `[${list('{}')}]`],
    ['node-selector', list('?')],
  ] as const) {
    it(`of the annotation ${name}: ${text.slice(0, 5)}`, () => {
      const parsed = ANNOTATIONS[name].parse(text);
      assert.match(
        'fault' in parsed ? parsed.fault : '',
        /^has 1000 (entries|types|tolerations|requirements)/,
      );
    });
  }

  it('cannot keep the hook busy with a long annotation', () => {
    const long = [',', 'a,', ' , ', '(', 'a in (', ' '].map((part) => part.repeat(65_536 / part.length));
    for (const [name, { parse }] of Object.entries(ANNOTATIONS)) {
      for (const value of long) {
        const start = performance.now();
        parse(value);
        const milliseconds = performance.now() - start;
        assert.ok(milliseconds < 1000, `${name}: "${value.slice(0, 6)}..." takes ${milliseconds} ms`);
      }
    }
  }).timeout(60_000);

  it('of the values of a node selector', () => {
    assert.ok('fault' in ANNOTATIONS['node-selector'].parse(`zone in (${list('a')})`));
  });

  it('of our annotations', () => {
    const annotations = Array.from({ length: 33 }, (_, index) => [`akrobateo.kontena.io/a${index}`, '']);
    const own = service({});
    const metadata = { ...own.metadata, annotations: Object.fromEntries(annotations) as object };
    const state = { service: { ...own, metadata } as Service, exposure: undefined };
    const requested = requestedOf({});
    assert.ok(requested);
    const { problems } = readOptions(state, requested, readConfig({}));
    assert.match(problems[0]?.message ?? '', /^33 annotations begin with akrobateo.kontena.io\/; at most 32/);
  });

  const selector = { matchExpressions: unreadable(33) };
  for (const [field, value] of [
    ...['allowedPorts', 'reservedPorts', 'tolerations', 'addressTypes'].map((name) => [name, unreadable(65)]),
    ...['nodeSelector', 'namespaceSelector'].map((name) => [name, selector]),
  ] as [string, unknown][]) {
    it(`of a pool: ${field}`, () => {
      assert.equal(isReadableSpec({ [field]: value }), false);
    });
  }
});

/** The largest number that is accepted. */
function largest(isAccepted: (count: number) => boolean): number {
  let [accepted, refused] = [1, 100_000];
  while (refused - accepted > 1) {
    const middle = Math.floor((accepted + refused) / 2);
    if (isAccepted(middle)) accepted = middle;
    else refused = middle;
  }
  return accepted;
}

function requestedOf(spec: object): Requested | undefined {
  const reading = readRequested(service(spec));
  return 'requested' in reading ? reading.requested : undefined;
}

/** The bytes of the workload as JSON, and those of its variable, where Linux counts the name and the end. */
function sizesOf(requested: Requested): { workload: number; variable: number } {
  const state: ServiceState = { service: service({}), exposure: undefined };
  const admitted = { workload: 'DaemonSet', ports: requested.ports.map(portText), ipMode: 'Auto' } as const;
  const options = { hostIP: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' };
  const [workload] = renderWorkloads({ state, requested, options, admitted }, readConfig({}));
  const ruleset = workload?.spec?.template.spec?.initContainers
    ?.flatMap(({ env }) => env ?? [])
    .find(({ name }) => name === 'RULESET');
  return {
    workload: JSON.stringify(workload).length,
    variable: `RULESET=${ruleset?.value ?? ''}\0`.length,
  };
}

describe('the largest Service that is accepted', () => {
  const range = (_: unknown, index: number): string =>
    `2001:db8:1111:2222:3333:4444:5555:${(0x1000 + index).toString(16)}/128`;
  const port = (_: unknown, index: number): object => ({ port: 10_000 + index, protocol: 'SCTP' });

  for (const { what, specOf, least, says } of [
    {
      what: 'source ranges',
      specOf: (length: number) => ({ loadBalancerSourceRanges: Array.from({ length }, range) }),
      least: { workload: 120_000, variable: 130_000 },
      says: /^its ports and source ranges would have 1310\d\d bytes of 131063 in a pod; give the Service fewer/,
    },
    {
      what: 'ports',
      specOf: (length: number) => ({ ports: Array.from({ length }, port) }),
      least: { workload: 120_000, variable: 10_000 },
      says: /^its ports and source ranges would have 131\d\d\d bytes of 131063 in a pod; give the Service fewer/,
    },
  ]) {
    it(`fits into the environment and into an annotation, next to the rest: ${what}`, () => {
      const count = largest((length) => requestedOf(specOf(length)) !== undefined);
      const requested = requestedOf(specOf(count));
      assert.ok(requested);
      const { workload, variable } = sizesOf(requested);
      assert.ok(workload > least.workload && workload < 140 * 1024, `${workload} bytes of workload`);
      assert.ok(variable > least.variable && variable <= 128 * 1024, `${variable} bytes of variable`);
      const reading = readRequested(service(specOf(count + 1)));
      assert.match('problem' in reading ? reading.problem.message : '', says);
    });
  }
});
