const many = <T>(length: number, item: (index: number) => T) =>
  Array.from({ length }, (_, index) => item(index));
const numbered = (index: number) => String(index).padStart(3, '0');
const key = (index: number) => `${'p'.repeat(253)}/${numbered(index)}${'k'.repeat(60)}`;
const value = (index: number) => `${numbered(index)}${'v'.repeat(60)}`;
const expression = (index: number) => ({ key: key(index), operator: 'In', values: many(64, value) });
const toleration = (index: number) => ({ key: key(index), operator: 'Equal', value: value(index) });

const selector = {
  matchLabels: Object.fromEntries(many(32, (index) => [key(index), value(index)])),
  matchExpressions: many(32, expression),
};
const ranges = many(64, (index) => {
  const port = 1000 * (index + 1);
  return { port, endPort: port + 999, protocol: 'SCTP' };
});

/** As much as a pool may have: the costs of its rules have a limit. */
export const largestPool = {
  nodeSelector: selector,
  tolerations: many(64, toleration),
  workload: 'Deployment',
  addressTypes: ['ExternalIP'],
  namespaceSelector: selector,
  allowedPorts: ranges,
  reservedPorts: ranges,
};

/** As much as an exposure may have, with this many ports. */
export const largestExposure = (ports: number) => ({
  ports: many(ports, (index) => `${49_152 + index}/SCTP`),
  options: {
    nodeSelector: many(64, expression),
    tolerations: many(64, toleration),
    addresses: many(64, () => 'a'.repeat(253)),
  },
});

/** The nodes of the largest cluster that Kubernetes supports, as in the status of a pool. */
export const poolNodes = many(5000, (index) => {
  const [high, low] = [100 + Math.floor(index / 250), index % 250];
  return {
    name: `ip-10-120-${high}-${low}.eu-central-1.compute.internal`,
    addresses: [
      { type: 'ExternalIP', address: `203.113.${high}.${low}` },
      { type: 'InternalIP', address: `2001:db8:${high}::${low}` },
    ],
    ready: true,
  };
});

/** The same nodes in the status of an exposure. */
export const exposureNodes = poolNodes.map(({ name, addresses }) => ({
  name,
  addresses: addresses.map(({ address }) => address),
  replacingSince: '2026-01-02T03:04:05Z',
}));
