import assert from 'node:assert/strict';
import { CLIENT, CLIENT_ALIAS, NODE } from '../framework/network/network.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { servicePort } from '../framework/network/service.ts';
import { ask } from '../framework/network/traffic.ts';

const THOUSAND = Array.from({ length: 1000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);

interface Case {
  readonly name: string;
  readonly ranges: readonly string[];
  readonly allowed?: readonly string[];
  readonly refused?: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'one range',
    ranges: ['198.18.0.0/24'],
    allowed: [CLIENT.IPv4, CLIENT_ALIAS.IPv4],
    refused: [CLIENT.IPv6],
  },
  {
    name: 'one address',
    ranges: [`${CLIENT.IPv4}/32`],
    allowed: [CLIENT.IPv4],
    refused: [CLIENT_ALIAS.IPv4, CLIENT.IPv6],
  },
  {
    name: 'one IPv6 address',
    ranges: [`${CLIENT.IPv6}/128`],
    allowed: [CLIENT.IPv6],
    refused: [CLIENT_ALIAS.IPv6, CLIENT.IPv4],
  },
  {
    name: 'an IPv6 range',
    ranges: ['fd00::/32'],
    allowed: [CLIENT.IPv6, CLIENT_ALIAS.IPv6],
    refused: [CLIENT.IPv4],
  },
  { name: 'all addresses', ranges: ['0.0.0.0/0', '::/0'], allowed: [CLIENT.IPv4, CLIENT.IPv6] },
  { name: 'a thousand ranges', ranges: THOUSAND, refused: [CLIENT.IPv4] },
  { name: 'a thousand and our own', ranges: [...THOUSAND, '198.18.0.0/15'], allowed: [CLIENT.IPv4] },
  {
    name: 'ranges within ranges',
    ranges: ['198.18.0.2/32', '198.18.0.0/16', '198.0.0.0/8'],
    allowed: [CLIENT_ALIAS.IPv4],
  },
  {
    name: 'nothing that is a range',
    ranges: ['all', '198.18.0.2/33'],
    refused: [CLIENT.IPv4, CLIENT.IPv6],
  },
];

describe('loadBalancerSourceRanges', () => {
  const network = useProxyNetwork();
  const ports = [servicePort(80), servicePort('53/UDP')];

  const replies = (sources: readonly string[], timeout: number): Promise<string[]> =>
    Promise.all(
      sources.flatMap((from) => {
        const address = from.includes(':') ? NODE.IPv6 : NODE.IPv4;
        return [
          ask({ address, port: 80, from, timeout }),
          ask({ address, port: 53, protocol: 'UDP', from, timeout }),
        ];
      }),
    );

  for (const { name, ranges, allowed = [], refused = [] } of cases) {
    it(`${name}: allows the clients in it, and no other`, async () => {
      await network().expose({ families: ['IPv4', 'IPv6'], ports, loadBalancerSourceRanges: ranges });
      for (const reply of await replies(allowed, 5000)) assert.match(reply, /^(backend|other) /);
      for (const reply of await replies(refused, 600)) assert.equal(reply, 'timeout');
    });
  }
});
