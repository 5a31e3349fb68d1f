import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { RequestError } from '../../hooks/http/request-error.ts';
import { pairs } from '../golden.ts';
import type { V1PodSpec } from '@kubernetes/client-node';
import { podOf, rulesetOf, servicePort } from '../framework/network/service.ts';
import type { ServiceSpec } from '../framework/network/service.ts';

const STATEMENTS = [
  ' }; flush ruleset; table inet x {',
  '\nflush ruleset\n',
  '10.0.0.0/8 } accept #',
  '$HOST4',
  '"; include "/etc/passwd"; "',
  '@sources4',
  '\u0000',
  '\\',
];
const NEARLY = [
  '0x0a.0.0.0/8',
  '10/8',
  '010.0.0.1/32',
  '::ffff:10.0.0.1/96',
  'fe80::1%eth0/64',
  '1.2.3.4/08',
  '::/-0',
  '10.0.0.0/+8',
];
const range = fc.oneof(
  fc.ipV4Extended(),
  fc.ipV4().map((ip) => `${ip}/24`),
  fc.ipV6().map((ip) => `${ip}/48`),
);
const statement = fc.constantFrom(
  ...STATEMENTS,
  ...NEARLY,
  'None',
  '',
  '0.0.0.0/0',
  '::/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
);
const hostile = fc.oneof(
  fc.string(),
  statement,
  range,
  fc.tuple(range, statement).map(([before, after]) => before + after),
  fc.tuple(statement, range).map(([before, after]) => before + after),
);
const clusterIP = fc.oneof(
  hostile,
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom('fe80::1%eth0', '::ffff:10.0.0.1', '::', '0.0.0.0'),
);
// A Service with a bad number is refused as a whole, so most numbers are good.
const number = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 65_535 }), weight: 20 },
  { arbitrary: fc.constantFrom(-1, 0, 65_535, 65_536, 1e9, 0.5), weight: 1 },
);
const port = fc.record(
  { port: number, nodePort: number, protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') },
  { requiredKeys: ['port', 'protocol'] },
);
const service = fc.record({
  ports: fc.array(port, { minLength: 1, maxLength: 4 }),
  clusterIPs: fc.array(clusterIP, { maxLength: 3 }),
  externalTrafficPolicy: fc.constantFrom('Cluster', 'Local'),
  internalTrafficPolicy: fc.constantFrom('Cluster', 'Local'),
  loadBalancerSourceRanges: fc.array(hostile, { maxLength: 5 }),
}) as fc.Arbitrary<ServiceSpec>;

/** What the hook answers, if it does not refuse. */
function answeredRuleset(spec: ServiceSpec): string | undefined {
  try {
    const pod = podOf(spec);
    return pod && rulesetOf(pod);
  } catch (error) {
    if (error instanceof RequestError && error.status < 500) return undefined;
    throw error;
  }
}

/** What a harmless Service can contain. */
const HARMLESS: readonly ServiceSpec[] = (['Cluster', 'Local'] as const).map((externalTrafficPolicy) => ({
  families: ['IPv4', 'IPv6'],
  ports: ['80/TCP', '53/UDP', '5060/SCTP'].map(servicePort),
  externalTrafficPolicy,
  loadBalancerSourceRanges: ['192.0.2.0/24', '2001:db8::/32'],
}));

/** The lines of a ruleset with `#` in the place of each address and number, and one for a list of them. */
function shapes(ruleset: string): string[] {
  return ruleset
    .split('\n')
    .map((line) =>
      line.replace(/(?<=[ {])[0-9a-f.:/]*[0-9:][0-9a-f.:/]*(?=[ ,}]|$)/g, '#').replace(/#(,? #)+/g, '#'),
    );
}

/** What the fixtures answer with: workloads, and ServiceExposures without a template. */
interface Answer {
  readonly attachments: readonly {
    readonly spec: object | { readonly template: { readonly spec: V1PodSpec } };
  }[];
}

/** @throws Error with what nft says about a ruleset that it does not accept */
function check(ruleset: string): void {
  const addresses = ['--define', 'HOST4=198.18.0.1', '--define', 'HOST6=fd00::1'];
  execFileSync('nft', ['--check', ...addresses, '--file', '-'], { input: ruleset, stdio: 'pipe' });
}

describe('rulesets', () => {
  it('are accepted by nft, every one in the answers of the fixtures', () => {
    const rulesets = pairs()
      .flatMap(({ response }) => (response() as Partial<Answer>).attachments ?? [])
      .flatMap((attachment) => ('template' in attachment.spec ? [attachment.spec.template.spec] : []))
      .map(rulesetOf);
    assert.ok(rulesets.length > 0);
    for (const ruleset of new Set(rulesets)) {
      assert.notEqual(ruleset, '');
      check(ruleset);
    }
  });

  it('are accepted by nft, and have no line of their own, whatever a Service contains', () => {
    const known = new Set(HARMLESS.flatMap((spec) => shapes(answeredRuleset(spec) ?? '')));
    let accepted = 0;
    const isAccepted = (spec: ServiceSpec): void => {
      const ruleset = answeredRuleset(spec);
      if (ruleset === undefined) return;
      check(ruleset);
      assert.deepEqual(
        shapes(ruleset).filter((line) => !known.has(line)),
        [],
      );
      accepted += 1;
    };
    fc.assert(fc.property(service, isAccepted), { numRuns: 500, seed: 4 });
    assert.ok(accepted > 200, `only ${accepted} of the Services were answered with a ruleset`);
  }).timeout(60_000);
});
