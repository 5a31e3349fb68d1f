import assert from 'node:assert/strict';
import type { IPFamily } from '../../hooks/kubernetes/ip-address.ts';
import { NODE, OTHER_BACKEND } from '../framework/network/network.ts';
import { startContainers } from '../framework/network/pod.ts';
import { useProxyNetwork } from '../framework/network/proxy-network.ts';
import { podOf, servicePort } from '../framework/network/service.ts';
import type { ServicePort, ServiceSpec } from '../framework/network/service.ts';
import { ask, askOften } from '../framework/network/traffic.ts';

const BOTH_FAMILIES = ['IPv4', 'IPv6'] as const;
const CALLS = 10;

const external: Partial<ServiceSpec> = { externalTrafficPolicy: 'Local' };
const internal: Partial<ServiceSpec> = { internalTrafficPolicy: 'Local' };
const withNodePorts = [servicePort(80), servicePort('53/UDP')];
const withoutNodePorts: readonly ServicePort[] = [{ port: 80, protocol: 'TCP' }];

interface Case {
  readonly title: string;
  readonly spec: Partial<ServiceSpec>;
  readonly ports?: readonly ServicePort[];
  /** The only backend is the one on the other node. */
  readonly elsewhere?: true;
  /** The backends that answer; without any, nothing does. */
  readonly answers: readonly ('backend' | 'other')[];
}

const cases: readonly Case[] = [
  {
    title: 'external: never reaches the backend of the other node',
    spec: external,
    answers: ['backend'],
  },
  {
    title: 'external: does not answer on a node without a backend',
    spec: external,
    elsewhere: true,
    answers: [],
  },
  {
    title: 'external: reaches every backend while the Service has no node ports',
    spec: external,
    ports: withoutNodePorts,
    answers: ['backend', 'other'],
  },
  {
    title: 'external: does not answer a client outside of the source ranges',
    spec: { ...external, loadBalancerSourceRanges: ['198.51.100.0/24', '2001:db8::/32'] },
    answers: [],
  },
  {
    title: 'internal: drops nothing on a node without a backend',
    spec: internal,
    elsewhere: true,
    answers: ['other'],
  },
  {
    title: 'internal: reaches every backend, because externalTrafficPolicy is Cluster',
    spec: internal,
    answers: ['backend', 'other'],
  },
  {
    title: 'internal: stays on the node if externalTrafficPolicy is Local too',
    spec: { ...internal, ...external },
    answers: ['backend'],
  },
  {
    title: 'internal: reaches the backends of its node while the Service has no node ports',
    spec: internal,
    ports: withoutNodePorts,
    answers: ['backend'],
  },
  {
    title: 'internal: does not answer on a node without a backend while the Service has no node ports',
    spec: internal,
    ports: withoutNodePorts,
    elsewhere: true,
    answers: [],
  },
];

describe('traffic policies Local', () => {
  const network = useProxyNetwork();

  for (const { title, spec, ports = withNodePorts, elsewhere, answers } of cases) {
    it(title, async () => {
      const exposed = { ...spec, families: BOTH_FAMILIES, ports };
      const { addresses } = await network().expose(exposed, elsewhere && [OTHER_BACKEND]);
      const check = async (family: IPFamily, { port, protocol }: ServicePort): Promise<void> => {
        const replies = answers.map(
          (name) => [`${name} ${addresses[family]}`, CALLS / answers.length] as const,
        );
        const expected = answers.length > 0 ? Object.fromEntries(replies) : { timeout: CALLS };
        const target = { address: NODE[family], port, protocol: protocol as 'TCP' | 'UDP', timeout: 1500 };
        assert.deepEqual(await askOften([target], CALLS, CALLS), expected, `${protocol} over ${family}`);
      };
      await Promise.all(BOTH_FAMILIES.flatMap((family) => ports.map((port) => check(family, port))));
    });
  }

  it('external: does not answer in a family of which the node has no address', async () => {
    const spec = { ...external, families: BOTH_FAMILIES, ports: [servicePort(80)] };
    const { namespace, addresses } = await network().expose(spec);
    await startContainers(namespace, podOf(spec) ?? assert.fail(), NODE.IPv4);
    assert.equal(await ask({ address: NODE.IPv4, port: 80 }), `backend ${addresses.IPv4}`);
    assert.equal(await ask({ address: NODE.IPv6, port: 80, timeout: 1500 }), 'timeout');
  });
});
