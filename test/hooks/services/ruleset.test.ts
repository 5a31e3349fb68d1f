import assert from 'node:assert/strict';
import type { Exposure } from '../../../hooks/services/exposure.ts';
import { renderRuleset } from '../../../hooks/services/ruleset.ts';

const exposure = {
  ports: [
    { protocol: 'TCP', port: 80, nodePort: 30080 },
    { protocol: 'TCP', port: 443, nodePort: 30443 },
    { protocol: 'UDP', port: 53, nodePort: 30053 },
  ],
  clusterIPs: { IPv4: '10.96.0.10' },
  local: false,
  sourceRanges: [],
} as unknown as Exposure;

function lines(change: Partial<Exposure>): string[] {
  return renderRuleset({ ...exposure, ...change })
    .split('\n')
    .map((line) => line.trim());
}

describe('renderRuleset', () => {
  it('sends every port of a protocol to the cluster IP with one rule', () => {
    const rules = lines({}).filter((line) => line.includes('dnat ip'));
    assert.deepEqual(rules, [
      'meta nfproto ipv4 tcp dport { 80, 443 } dnat ip to 10.96.0.10',
      'meta nfproto ipv4 udp dport { 53 } dnat ip to 10.96.0.10',
    ]);
  });

  it('replaces itself when it is loaded again', () => {
    assert.deepEqual(lines({}).slice(1, 4), [
      'table inet akrobateo',
      'delete table inet akrobateo',
      'table inet akrobateo {',
    ]);
  });

  it("sends to the node's own node ports with externalTrafficPolicy Local", () => {
    const rules = lines({ local: true }).filter((line) => line.includes('dnat ip'));
    assert.deepEqual(rules, [
      'meta nfproto ipv4 tcp dport { 80, 443 } dnat ip to $HOST : tcp dport map { 80 : 30080, 443 : 30443 }',
      'meta nfproto ipv4 udp dport { 53 } dnat ip to $HOST : udp dport map { 53 : 30053 }',
    ]);
  });

  it('falls back to the cluster IP where no node port is allocated', () => {
    const ports = [{ protocol: 'TCP', port: 80 }] as const;
    const rules = lines({ local: true, ports }).filter((line) => line.includes('dnat ip'));
    assert.deepEqual(rules, ['meta nfproto ipv4 tcp dport { 80 } dnat ip to 10.96.0.10']);
  });

  it('drops new connections from outside the source ranges', () => {
    const rules = lines({ sourceRanges: [' 10.1.2.3/8 ', '203.0.113.0/24', '10.0.0.0/8'] });
    assert.ok(rules.includes('elements = { 10.0.0.0/8, 203.0.113.0/24 }'));
    assert.ok(rules.includes('ct state new ip saddr != @sources tcp dport { 80, 443 } drop'));
    assert.ok(rules.includes('ct state new ip saddr != @sources udp dport { 53 } drop'));
  });

  it('lets nobody in when no source range can be read, and repeats none of their text', () => {
    const hostile = ['10.0.0.0/8 } accept; #', 'fd00::/8', '', '1.2.3.4/33', '10.0.0.0/8\n}'];
    const rules = lines({ sourceRanges: hostile });
    assert.ok(rules.includes('ct state new ip saddr != @sources tcp dport { 80, 443 } drop'));
    assert.ok(!rules.some((line) => line.startsWith('elements') || line.includes('accept; #')));
  });
});
