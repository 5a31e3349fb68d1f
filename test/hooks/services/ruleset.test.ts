import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RequestedPort, RulesetInput } from '../../../hooks/services/ruleset.ts';
import { renderRuleset } from '../../../hooks/services/ruleset.ts';

const input: RulesetInput = {
  ports: [
    { protocol: 'TCP', port: 80, nodePort: 30080 },
    { protocol: 'TCP', port: 443, nodePort: 30443 },
    { protocol: 'UDP', port: 53, nodePort: 30053 },
  ],
  clusterIPs: { IPv4: '10.96.0.10' },
  isLocal: false,
  isInternalLocal: false,
  sourceRanges: [],
};

function lines(change: Partial<RulesetInput>): string[] {
  return renderRuleset({ ...input, ...change })
    .split('\n')
    .map((line) => line.trim());
}

function translations(change: Partial<RulesetInput>): string[] {
  return lines(change).filter((line) => line.includes(' dnat ip'));
}

describe('renderRuleset', () => {
  it('has no more rules for 200 ports than for one', () => {
    const ports = Array.from({ length: 200 }, (_, index): RequestedPort => ({
      protocol: 'TCP',
      port: 1000 + index,
    }));
    assert.equal(lines({ ports }).length, lines({ ports: ports.slice(0, 1) }).length);
  });

  it('serves each family with its own cluster IP', () => {
    const ports: RequestedPort[] = [{ protocol: 'SCTP', port: 5060 }];
    assert.deepEqual(translations({ ports, clusterIPs: { IPv6: 'FD00:0::10', IPv4: '10.96.0.10' } }), [
      'meta nfproto ipv4 sctp dport { 5060 } dnat ip to 10.96.0.10',
      'meta nfproto ipv6 sctp dport { 5060 } dnat ip6 to fd00::10',
    ]);
  });

  it("sends to the node's own node ports with externalTrafficPolicy Local", () => {
    const clusterIPs = { IPv4: '10.96.0.10', IPv6: 'fd00::10' };
    assert.deepEqual(translations({ isLocal: true, clusterIPs, ports: input.ports.slice(0, 2) }), [
      'meta nfproto ipv4 tcp dport { 80, 443 } dnat ip to $HOST4 : tcp dport map { 80 : 30080, 443 : 30443 }',
      'meta nfproto ipv6 tcp dport { 80, 443 } dnat ip6 to $HOST6 : tcp dport map { 80 : 30080, 443 : 30443 }',
    ]);
  });

  it('falls back to the cluster IP where no node port is allocated', () => {
    const ports: RequestedPort[] = [{ protocol: 'TCP', port: 80 }];
    const want = ['meta nfproto ipv4 tcp dport { 80 } dnat ip to 10.96.0.10'];
    assert.deepEqual(translations({ isLocal: true, ports }), want);
  });

  it('drops new connections from outside the source ranges, of either family', () => {
    const sourceRanges = [' 10.1.2.3/8 ', '203.0.113.0/24', '10.0.0.0/8', '2001:db8::1/32'];
    const rules = lines({ sourceRanges });
    assert.ok(rules.includes('elements = { 10.0.0.0/8, 203.0.113.0/24 }'));
    assert.ok(rules.includes('elements = { 2001:db8::/32 }'));
    assert.deepEqual(
      rules.filter((line) => line.endsWith(' drop')),
      [
        'ct state new ip saddr != @sources4 tcp dport { 80, 443 } drop',
        'ct state new ip6 saddr != @sources6 tcp dport { 80, 443 } drop',
        'ct state new ip saddr != @sources4 udp dport { 53 } drop',
        'ct state new ip6 saddr != @sources6 udp dport { 53 } drop',
      ],
    );
  });

  it('drops every new connection if no source range can be read', () => {
    const rules = lines({ sourceRanges: ['anywhere', '', '1.2.3.4/33', '::/129'] });
    assert.ok(rules.includes('ct state new ip saddr != @sources4 tcp dport { 80, 443 } drop'));
    assert.ok(!rules.some((line) => line.startsWith('elements')));
  });

  it('accepts a thousand source ranges', () => {
    const sourceRanges = Array.from({ length: 1000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);
    const elements = lines({ sourceRanges }).find((line) => line.startsWith('elements'));
    assert.equal(elements?.split(',').length, 1000);
  });

  it('never repeats a hostile text', () => {
    const harmless = /^[\s\w.:/,{}@$=!;-]*$/;
    const words = new Set(
      lines({ sourceRanges: ['10.0.0.0/8', '::/0'] }).flatMap((line) => line.match(/[a-z]{3,}/g) ?? []),
    );
    const hostile = fc.oneof(
      fc.string(),
      fc.string().map((text) => `10.0.0.0/8${text}`),
      fc.string().map((text) => `${text}/8`),
    );
    const check = (sourceRanges: string[]): void => {
      const text = renderRuleset({ ...input, sourceRanges });
      assert.match(text, harmless);
      for (const word of text.replace(/elements = \{[^}]*\}/g, '').match(/[a-z]{3,}/g) ?? [])
        assert.ok(words.has(word), word);
      for (const [, elements = ''] of text.matchAll(/elements = \{ ([^}]*) \}/g))
        assert.match(elements, /^[\da-f.:/, ]+$/);
    };
    fc.assert(fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), check), {
      numRuns: 1000,
      seed: 4,
    });
  });
});
