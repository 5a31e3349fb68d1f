import assert from 'node:assert/strict';
import { familyOf, parseHostAddress, parseHosts, sortedHosts } from '../../../hooks/kubernetes/ip-address.ts';
import { parseLabelSelector } from '../../../hooks/kubernetes/label-selector.ts';
import { parseBoolean, parseChoice, parseInteger } from '../../../hooks/kubernetes/parsed.ts';
import type { Parsed } from '../../../hooks/kubernetes/parsed.ts';
import { parsePortRanges, rangeHolding, rangeText } from '../../../hooks/kubernetes/port-ranges.ts';
import type { Protocol } from '../../../hooks/kubernetes/ports.ts';
import { parseResources } from '../../../hooks/kubernetes/resources.ts';
import { parseTolerations } from '../../../hooks/kubernetes/tolerations.ts';

/** A text, and what it means: a value, or a part of the fault. */
type Row = readonly [text: string, expected: { readonly value: unknown } | string];

function table(name: string, parse: (text: string) => Parsed<unknown>, rows: readonly Row[]): void {
  describe(name, () => {
    for (const [text, expected] of rows) {
      it(`${typeof expected === 'string' ? 'refuses' : 'reads'} ${JSON.stringify(text)}`, () => {
        const parsed = parse(text);
        if (typeof expected !== 'string') assert.deepEqual(parsed, expected);
        else assert.ok('fault' in parsed && parsed.fault.includes(expected), JSON.stringify(parsed));
      });
    }
  });
}

table('parseChoice', parseChoice(['VIP', 'Proxy']), [
  ['VIP', { value: 'VIP' }],
  ['vip', 'is none of VIP, Proxy'],
]);

table('parseBoolean', parseBoolean, [
  ['false', { value: false }],
  ['no', 'is none of true, false'],
]);

table('parseInteger', parseInteger(1, 100), [
  ['007', { value: 7 }],
  ['0', 'from 1 to 100'],
  ['1e1', 'whole number'],
  ['', 'whole number'],
]);

const SSH = { first: 22, last: 22, protocol: 'TCP' } as const;

table('parsePortRanges', parsePortRanges, [
  ['22/TCP, 2379-2380,', { value: [SSH, { first: 2379, last: 2380 }] }],
  ['10-9', 'has "10-9"'],
  ['0', 'has "0"'],
  ['22/tcp', 'has "22/tcp"'],
  ['1-65536', '1 to 65535'],
]);

describe('rangeHolding', () => {
  it('finds the range and gives it as it was written', () => {
    const ranges = [SSH, { first: 10250, last: 10259 }];
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
  it('knows the addresses that the API server accepts', () => {
    const accepted = ['10.0.0.1', 'fd00::1', '64:ff9b::192.0.2.1'];
    assert.deepEqual(accepted.map(familyOf), ['IPv4', 'IPv6', 'IPv6']);
    const mapped = ['::ffff:192.0.2.1', '::192.0.2.1', '64:ff9b::192.08.2.1'];
    for (const text of ['010.0.0.1', '10.1', 'fe80::1%eth0', ...mapped, 'None', ''])
      assert.equal(familyOf(text), undefined, text);
  });
});

describe('sortedHosts', () => {
  it('orders by number, not by text, and drops duplicates', () => {
    const sorted = ['9.255.0.1', '10.0.0.9', '10.0.0.10', '2001:db8::9', '2001:db8::a'];
    const shuffled = [2, 1, 0, 1, 4, 3].map((index) => sorted[index] ?? '');
    assert.deepEqual(sortedHosts(shuffled), sorted);
  });

  it('puts the requested family first and host names last', () => {
    const sorted = sortedHosts(['b.example.org', '10.0.0.1', 'a.example.org', 'fd00::1'], ['IPv6', 'IPv4']);
    assert.deepEqual(sorted, ['fd00::1', '10.0.0.1', 'a.example.org', 'b.example.org']);
  });
});

table('parseHostAddress', parseHostAddress, [
  // The API server accepts only the canonical form.
  ['2001:DB8::0001', { value: '2001:db8::1' }],
  ['0.0.0.0', 'leave the annotation out'],
  ['localhost', 'IP address'],
]);

table('parseHosts', parseHosts, [
  ['192.0.2.1, lb.example.org,192.0.2.1', { value: ['192.0.2.1', 'lb.example.org'] }],
  ['LB.example.org', 'has "LB.example.org"'],
  ['192.0.2', 'has "192.0.2"'],
  [' , ', 'is empty'],
]);

const where = (key: string, operator: string, ...values: string[]) =>
  values.length > 0 ? { key, operator, values } : { key, operator };

table('parseLabelSelector', parseLabelSelector, [
  [
    'role=edge,zone in (b, a),!gpu',
    { value: [where('role', 'In', 'edge'), where('zone', 'In', 'a', 'b'), where('gpu', 'DoesNotExist')] },
  ],
  ['a==b', { value: [where('a', 'In', 'b')] }],
  ['example.org/a!=b', { value: [where('example.org/a', 'NotIn', 'b')] }],
  ['a notin (b)', { value: [where('a', 'NotIn', 'b')] }],
  ['a,b<3,c>4', { value: [where('a', 'Exists'), where('b', 'Lt', '3'), where('c', 'Gt', '4')] }],
  ['a=', { value: [where('a', 'In', '')] }],
  // The scheduler reads int64, and would match no node.
  ['a>9223372036854775808', 'has "a>9223372036854775808"'],
  ['a in b', 'has "a in b"'],
  ['a in (b c)', 'has "a in (b c)"'],
  ['-a=b', 'has "-a=b"'],
  // It would match every node.
  ['', 'is empty'],
]);

const NOT_TOLERATIONS = 'is not a JSON array';
const existing = (key: string) => ({ key, operator: 'Exists' });
const equal = (key: string, value: string) => ({ key, operator: 'Equal', value });

table('parseTolerations', parseTolerations, [
  ['*', { value: [{ operator: 'Exists' }] }],
  [
    'a=b:NoSchedule,c:NoExecute,d',
    {
      value: [
        { ...equal('a', 'b'), effect: 'NoSchedule' },
        { ...existing('c'), effect: 'NoExecute' },
        existing('d'),
      ],
    },
  ],
  ['a=:NoSchedule', { value: [{ key: 'a', operator: 'Equal', effect: 'NoSchedule' }] }],
  ['a:Never', 'has "a:Never"'],
  // The API server drops empty texts.
  ['[{"key":"a","value":"","operator":"Exists","effect":""}]', { value: [existing('a')] }],
  ['[{"key":"a","value":"b","operator":"","effect":null}]', { value: [equal('a', 'b')] }],
  ['[{"operator":"Exists","value":"b"}]', NOT_TOLERATIONS],
  ['[{"operator":"Exists","tolerationSeconds":1}]', NOT_TOLERATIONS],
  ['[{"keys":"a"}]', NOT_TOLERATIONS],
  ['["a"]', NOT_TOLERATIONS],
  ['[', NOT_TOLERATIONS],
]);

table('parseResources', parseResources, [
  [
    '{"requests":{"cpu":"5m"},"limits":{"memory":"1Gi"}}',
    { value: { requests: { cpu: '5m' }, limits: { memory: '1Gi' } } },
  ],
  // The API server would write these in another way.
  ['{"requests":{"cpu":"1000m"}}', 'write "1"'],
  ['{"requests":{"memory":"1024Mi"}}', 'write "1Gi"'],
  ['{"requests":{"cpu":"0m"}}', 'write "0"'],
  ['{"requests":{"cpu":"0.5"}}', 'has "0.5"'],
  ['{"requests":{"cpu":1}}', 'has 1'],
  ['{"requests":{}}', 'has no quantities in requests'],
  ['{"claims":{}}', 'has "claims"'],
  ['[]', 'JSON object'],
  ['x', 'JSON such as'],
]);
