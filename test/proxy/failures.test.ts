import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK_IPVS, IPVS_FOUND } from '../../hooks/kubernetes/ipvs.ts';
import { scratch, startContainer } from '../framework/network/container.ts';
import type { ContainerOptions } from '../framework/network/container.ts';
import { createNamespace, runIn, setNet } from '../framework/network/namespace.ts';
import type { Namespace } from '../framework/network/namespace.ts';
import { podOf, rulesetOf, servicePort } from '../framework/network/service.ts';
import type { ServiceSpec } from '../framework/network/service.ts';

function ruleset(families: ServiceSpec['families']): Record<string, string> {
  const pod = podOf({ ...(families ? { families } : {}), ports: [servicePort(80)] });
  assert.ok(pod);
  return { RULESET: rulesetOf(pod), [CHECK_IPVS]: '1' };
}

/** A program in the place of nft that fails as nft does on such a kernel. */
function failingNft(name: string, lines: readonly string[]): string {
  const file = join(scratch, name);
  const commands = lines.map((line) => `echo '${line}' >&2`);
  writeFileSync(file, ['#!/bin/sh', ...commands, 'exit 1', ''].join('\n'), { mode: 0o755 });
  return file;
}

const IPv4 = ruleset(['IPv4']);
const unchecked = { ...IPv4, [CHECK_IPVS]: '' };
/** What nft prints if the kernel has no netfilter, no nf_tables, a part of it. */
const NFT_WITHOUT_KERNEL: readonly (readonly [string, ...string[]])[] = [
  ['src/mnl.c:60: Unable to initialize Netlink socket: Protocol not supported'],
  ['netlink: Error: cache initialization failed: Invalid argument'],
  [
    '/dev/stdin:1:1-25: Error: Could not process rule: Operation not supported',
    'add table inet akrobateo',
    '^^^^^^^^^^^^^^^^^^^^^^^^',
  ],
];
const BAD_RULESETS = {
  unknown: 'add rule inet nowhere nothing accept',
  syntax: 'table inet akrobateo { every packet may enter }',
};

interface Case {
  readonly when: string;
  readonly net?: readonly string[];
  readonly options: () => ContainerOptions;
  readonly message: RegExp;
}

const forwarding = ['ipv4/ip_forward', 'ipv6/conf/all/forwarding'];
const cases: readonly Case[] = [
  {
    when: 'IPv4 forwarding is off',
    net: ['ipv6/conf/all/forwarding'],
    options: () => ({ env: IPv4 }),
    message: /^IPv4 forwarding is off: .*net\.ipv4\.ip_forward=1.*$/,
  },
  {
    when: 'the capability NET_ADMIN is missing',
    options: () => ({ env: IPv4, capabilities: [] }),
    message: /^the container may not change the firewall: it needs the capability NET_ADMIN$/,
  },
  {
    when: 'the ruleset is empty',
    options: () => ({ env: { RULESET: '' } }),
    message: /^the variable RULESET is empty: the hook sets it$/,
  },
  {
    when: 'there is no ruleset',
    options: () => ({}),
    message: /^the variable RULESET is empty: the hook sets it$/,
  },
  {
    when: 'the kernel refuses the ruleset',
    options: () => ({ env: { RULESET: BAD_RULESETS.unknown } }),
    message: /^the kernel refuses the ruleset: .*Error: .+$/,
  },
  {
    when: 'nft cannot read the ruleset',
    options: () => ({ env: { RULESET: BAD_RULESETS.syntax } }),
    message: /^the kernel refuses the ruleset: .*Error: .+$/,
  },
  ...NFT_WITHOUT_KERNEL.map((lines, index) => ({
    when: `nft finds no nf_tables in the kernel (a program in its place prints: ${lines[0]})`,
    options: () => ({ env: IPv4, nft: failingNft(`nft-${index}`, lines) }),
    message: new RegExp(`^the node's kernel has no nf_tables, or not all of it: ${lines[0]}$`),
  })),
  {
    when: 'kube-proxy runs in IPVS mode',
    options: () => ({ env: IPv4, ipvs: true }),
    message: new RegExp(`^${IPVS_FOUND}, so its addresses must not be published as VIP$`),
  },
  {
    when: 'its argument is unknown',
    options: () => ({ args: ['rest'] }),
    message: /^the proxy cannot do "rest"; it can do forward-ipv6, load and hold$/,
  },
  {
    when: 'IPv6 forwarding cannot be switched on',
    options: () => ({ args: ['forward-ipv6'] }),
    net: [],
    message: /^IPv6 forwarding cannot be switched on in the pod: does the node have IPv6\?$/,
  },
];

describe('a proxy that cannot work', () => {
  let pod: Namespace;
  beforeEach(async () => {
    pod = await createNamespace('pod');
  });
  afterEach(() => {
    pod.close();
  });

  for (const { when, net = forwarding, options, message } of cases) {
    it(`ends with 1 and one sentence when ${when}`, async () => {
      forwarding.forEach((variable) => {
        setNet(pod, variable, net.includes(variable) ? 1 : 0);
      });
      const container = startContainer(pod, options());
      assert.equal(await container.ended, 1);
      assert.match(container.terminationMessage(), message);
      assert.equal(runIn(pod, ['nft', 'list', 'tables']), '');
    });
  }

  it('works with kube-proxy in IPVS mode if it is not asked to check', async () => {
    setNet(pod, 'ipv4/ip_forward', 1);
    const container = startContainer(pod, { env: unchecked, ipvs: true });
    assert.equal(await container.ended, 0);
    assert.equal(container.terminationMessage(), '');
    assert.notEqual(runIn(pod, ['nft', 'list', 'tables']), '');
  });
});
