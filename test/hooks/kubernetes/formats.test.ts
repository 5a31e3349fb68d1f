import assert from 'node:assert/strict';
import { parseBoolean, parseChoice, parseInteger } from '../../../hooks/kubernetes/choice.ts';
import { familyOf, parseHostAddress, parseHosts, sortedHosts } from '../../../hooks/kubernetes/ip-address.ts';
import { parseLabelSelector } from '../../../hooks/kubernetes/label-selector.ts';
import type { Parsed } from '../../../hooks/kubernetes/parsed.ts';
import { parsePortRanges, rangeHolding, rangeText } from '../../../hooks/kubernetes/port-ranges.ts';
import type { Protocol } from '../../../hooks/kubernetes/ports.ts';
import { parseResources } from '../../../hooks/kubernetes/resources.ts';
import { parseTolerations } from '../../../hooks/kubernetes/tolerations.ts';

interface Case {
  readonly given: string;
  readonly why: string;
  /** A value, or a part of the fault's sentence. */
  readonly want: { readonly value: unknown } | { readonly fault: string };
}

function table(name: string, parse: (text: string) => Parsed<unknown>, cases: readonly Case[]): void {
  describe(name, () => {
    for (const { given, why, want } of cases) {
      it(`${JSON.stringify(given)}: ${why}`, () => {
        const got = parse(given);
        if ('value' in want) assert.deepEqual(got, want);
        else assert.ok('fault' in got && got.fault.includes(want.fault), JSON.stringify(got));
      });
    }
  });
}

table('parseChoice', parseChoice(['VIP', 'Proxy']), [
  { given: 'VIP', why: 'one of the words', want: { value: 'VIP' } },
  { given: 'vip', why: 'the spelling counts', want: { fault: 'is none of VIP, Proxy' } },
]);

table('parseBoolean', parseBoolean, [
  { given: 'false', why: 'is false', want: { value: false } },
  { given: 'no', why: 'only true and false are', want: { fault: 'is none of true, false' } },
]);

table('parseInteger', parseInteger(1, 100), [
  { given: '007', why: 'leading zeros are digits', want: { value: 7 } },
  { given: '0', why: 'below the range', want: { fault: 'is no whole number from 1 to 100' } },
  { given: '1e1', why: 'is no plain decimal', want: { fault: 'is no whole number' } },
  { given: '', why: 'is no number', want: { fault: 'is no whole number' } },
]);

table('parsePortRanges', parsePortRanges, [
  {
    given: '22/TCP, 2379-2380,',
    why: 'spaces and a trailing comma do no harm',
    want: {
      value: [
        { first: 22, last: 22, protocol: 'TCP' },
        { first: 2379, last: 2380 },
      ],
    },
  },
  { given: '10-9', why: 'a reversed range', want: { fault: 'has "10-9"' } },
  { given: '0', why: 'port 0', want: { fault: 'has "0"' } },
  { given: '22/tcp', why: 'no protocol of Kubernetes', want: { fault: 'has "22/tcp"' } },
  { given: '1-65536', why: 'above the last port', want: { fault: '1 to 65535' } },
]);

describe('rangeHolding', () => {
  it('finds the range and says it as it was written', () => {
    const ranges = [
      { first: 22, last: 22, protocol: 'TCP' },
      { first: 10250, last: 10259 },
    ] as const;
    const textOf = (port: number, protocol: Protocol) => {
      const found = rangeHolding(ranges, { port, protocol });
      return found && rangeText(found);
    };
    assert.equal(textOf(10255, 'UDP'), '10250-10259');
    assert.equal(textOf(22, 'TCP'), '22/TCP');
    assert.equal(textOf(22, 'UDP'), undefined);
    assert.equal(textOf(80, 'TCP'), undefined);
  });
});

describe('familyOf', () => {
  const families: readonly (readonly [string, string | undefined])[] = [
    ['10.0.0.1', 'IPv4'],
    ['fd00::1', 'IPv6'],
    ['010.0.0.1', undefined],
    ['10.1', undefined],
    ['fe80::1%eth0', undefined],
    ['::ffff:192.0.2.1', undefined],
    ['::192.0.2.1', undefined],
    ['None', undefined],
    ['', undefined],
  ];
  for (const [text, family] of families) {
    it(`"${text}" is ${family ?? 'no address'}`, () => {
      assert.equal(familyOf(text), family);
    });
  }
});

describe('sortedHosts', () => {
  it('orders by number, not by text, and drops duplicates', () => {
    const sorted = sortedHosts([
      '10.0.0.10',
      '10.0.0.9',
      '9.255.0.1',
      '10.0.0.9',
      '2001:db8::a',
      '2001:db8::9',
    ]);
    assert.deepEqual(sorted, ['9.255.0.1', '10.0.0.9', '10.0.0.10', '2001:db8::9', '2001:db8::a']);
  });

  it('puts the wanted family first and host names last', () => {
    const hosts = ['b.example.org', '10.0.0.1', 'a.example.org', 'fd00::1'];
    assert.deepEqual(sortedHosts(hosts, ['IPv6', 'IPv4']), [
      'fd00::1',
      '10.0.0.1',
      'a.example.org',
      'b.example.org',
    ]);
  });
});

table('parseHostAddress', parseHostAddress, [
  { given: '2001:DB8::0001', why: 'the API server wants the canonical form', want: { value: '2001:db8::1' } },
  { given: '0.0.0.0', why: 'is the same as no annotation', want: { fault: 'leave the annotation out' } },
  { given: 'localhost', why: 'is no address', want: { fault: 'is no IP address' } },
]);

table('parseHosts', parseHosts, [
  {
    given: '192.0.2.1, lb.example.org,192.0.2.1',
    why: 'once each',
    want: { value: ['192.0.2.1', 'lb.example.org'] },
  },
  {
    given: 'LB.example.org',
    why: 'the API server refuses capitals',
    want: { fault: 'has "LB.example.org"' },
  },
  { given: '192.0.2', why: 'a cut address is no host name', want: { fault: 'has "192.0.2"' } },
  { given: ' , ', why: 'names nothing', want: { fault: 'is empty' } },
]);

table('parseLabelSelector', parseLabelSelector, [
  {
    given: 'role=edge,zone in (b, a),!gpu',
    why: 'the example of the documentation',
    want: {
      value: [
        { key: 'role', operator: 'In', values: ['edge'] },
        { key: 'zone', operator: 'In', values: ['a', 'b'] },
        { key: 'gpu', operator: 'DoesNotExist' },
      ],
    },
  },
  {
    given: 'a==b',
    why: 'two equal signs as kubectl has it',
    want: { value: [{ key: 'a', operator: 'In', values: ['b'] }] },
  },
  {
    given: 'example.org/a!=b',
    why: 'a prefix',
    want: { value: [{ key: 'example.org/a', operator: 'NotIn', values: ['b'] }] },
  },
  { given: 'a notin (b)', why: 'notin', want: { value: [{ key: 'a', operator: 'NotIn', values: ['b'] }] } },
  {
    given: 'a,b<3,c>4',
    why: 'exists and numbers',
    want: {
      value: [
        { key: 'a', operator: 'Exists' },
        { key: 'b', operator: 'Lt', values: ['3'] },
        { key: 'c', operator: 'Gt', values: ['4'] },
      ],
    },
  },
  {
    given: 'a=',
    why: 'an empty value is a value',
    want: { value: [{ key: 'a', operator: 'In', values: [''] }] },
  },
  {
    given: 'a>9223372036854775808',
    why: 'the scheduler reads int64, and would match no node',
    want: { fault: 'has "a>9223372036854775808"' },
  },
  { given: 'a in b', why: 'brackets are missing', want: { fault: 'has "a in b"' } },
  { given: 'a in (b c)', why: 'a space within a value', want: { fault: 'has "a in (b c)"' } },
  { given: '-a=b', why: 'a key begins with a letter or digit', want: { fault: 'has "-a=b"' } },
  { given: '', why: 'would match every node', want: { fault: 'is empty' } },
]);

table('parseTolerations', parseTolerations, [
  { given: '*', why: 'everything', want: { value: [{ operator: 'Exists' }] } },
  {
    given: 'a=b:NoSchedule,c:NoExecute,d',
    why: 'the short form',
    want: {
      value: [
        { key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' },
        { key: 'c', operator: 'Exists', effect: 'NoExecute' },
        { key: 'd', operator: 'Exists' },
      ],
    },
  },
  {
    given: 'a=:NoSchedule',
    why: 'the empty value, as kubectl taint has it',
    want: { value: [{ key: 'a', operator: 'Equal', effect: 'NoSchedule' }] },
  },
  { given: 'a:Never', why: 'no such effect', want: { fault: 'has "a:Never"' } },
  {
    given: '[{"key":"a","value":"","operator":"Exists","effect":""}]',
    why: 'the API server drops empty texts',
    want: { value: [{ key: 'a', operator: 'Exists' }] },
  },
  {
    given: '[{"key":"a","value":"b","operator":"","effect":null}]',
    why: 'Equal is the default, and null or an empty text is the same as nothing',
    want: { value: [{ key: 'a', value: 'b', operator: 'Equal' }] },
  },
  {
    given: '[{"operator":"Exists","value":"b"}]',
    why: 'the API server refuses it',
    want: { fault: 'is not a JSON array' },
  },
  {
    given: '[{"operator":"Exists","tolerationSeconds":1}]',
    why: 'seconds need NoExecute',
    want: { fault: 'is not a JSON array' },
  },
  { given: '[{"keys":"a"}]', why: 'an unknown field', want: { fault: 'is not a JSON array' } },
  { given: '["a"]', why: 'texts are no tolerations', want: { fault: 'is not a JSON array' } },
  { given: '[', why: 'is no JSON', want: { fault: 'is not a JSON array' } },
]);

table('parseResources', parseResources, [
  {
    given: '{"requests":{"cpu":"5m"},"limits":{"memory":"1Gi"}}',
    why: 'as in a pod',
    want: { value: { requests: { cpu: '5m' }, limits: { memory: '1Gi' } } },
  },
  {
    given: '{"requests":{"cpu":"1000m"}}',
    why: 'the API server would write 1',
    want: { fault: 'write "1"' },
  },
  {
    given: '{"requests":{"memory":"1024Mi"}}',
    why: 'the API server would write 1Gi',
    want: { fault: 'write "1Gi"' },
  },
  { given: '{"requests":{"cpu":"0m"}}', why: 'the API server would write 0', want: { fault: 'write "0"' } },
  {
    given: '{"requests":{"cpu":"0.5"}}',
    why: 'the API server would write 500m',
    want: { fault: 'has "0.5"' },
  },
  { given: '{"requests":{"cpu":1}}', why: 'a number', want: { fault: 'has 1' } },
  {
    given: '{"requests":{}}',
    why: 'the API server drops an empty map',
    want: { fault: 'has no quantities in requests' },
  },
  { given: '{"claims":{}}', why: 'an unknown section', want: { fault: 'has "claims"' } },
  { given: '[]', why: 'a list', want: { fault: 'is no JSON object' } },
  { given: 'x', why: 'is no JSON', want: { fault: 'is no JSON like' } },
]);
