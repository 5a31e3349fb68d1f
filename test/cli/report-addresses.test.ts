import assert from 'node:assert/strict';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { addressReplacements } from '../../hooks/cli/report/addresses.ts';
import { familyOf, sortedHosts } from '../../hooks/kubernetes/ip-address.ts';

function isPlain(text: string): boolean {
  return !text.includes('/') && !['unspecified', 'loopback'].includes(ipaddr.parse(text).range());
}

function contains(range = '', address = ''): boolean {
  return ipaddr.parse(address).match(ipaddr.parseCIDR(range));
}

describe('the replacement of addresses', () => {
  const v4 = fc.ipV4();
  const v6 = fc.ipV6().filter((text) => familyOf(text) === 'IPv6');
  const range = (address: fc.Arbitrary<string>, max: number) =>
    fc.tuple(address, fc.integer({ min: 1, max })).map(([base, length]) => {
      const family = base.includes(':') ? ipaddr.IPv6 : ipaddr.IPv4;
      return `${family.networkAddressFromCIDR(`${base}/${length}`).toString()}/${length}`;
    });
  for (const [family, address, max] of [
    ['IPv4', v4, 32],
    ['IPv6', v6, 128],
  ] as const) {
    it(`keeps of ${family}: equality, order, and which range contains which address`, () => {
      const texts = fc.array(fc.oneof(address, range(address, max)), { minLength: 2, maxLength: 30 });
      fc.assert(
        fc.property(texts, (given) => {
          const canonical = given.map((text) => (text.includes('/') ? text : ipaddr.parse(text).toString()));
          const replace = addressReplacements(canonical);
          const result = canonical.map(replace);
          for (const [i, a] of canonical.entries())
            for (const [j, b] of canonical.entries()) {
              assert.equal(result[i] === result[j], a === b, `${a} ${b}`);
              if (isPlain(a) && isPlain(b))
                assert.equal(
                  sortedHosts([result[i] ?? '', result[j] ?? ''])[0] === result[i],
                  sortedHosts([a, b])[0] === a,
                );
              if (a.includes('/') && !b.includes('/') && isPlain(b))
                assert.equal(contains(result[i], result[j]), contains(a, b), `${a} ${b}`);
            }
        }),
      );
    });
  }

  it('leads to ranges for private use, and leaves what is the same everywhere', () => {
    const texts = [
      '192.168.7.1',
      '172.16.0.0/12',
      '203.0.113.9',
      '2001:db8::1',
      '0.0.0.0/0',
      '::/0',
      '127.0.0.1',
      '0.0.0.0',
    ];
    assert.deepEqual(texts.map(addressReplacements(texts)), [
      '10.128.0.0',
      '10.0.0.0/9',
      '10.192.0.0',
      'fd00::',
      '0.0.0.0/0',
      '::/0',
      '127.0.0.1',
      '0.0.0.0',
    ]);
  });
});
