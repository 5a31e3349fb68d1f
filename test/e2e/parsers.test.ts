import { strict as assert } from 'node:assert';

import { ApiException } from '@kubernetes/client-node';
import fc from 'fast-check';

import { familyOf, parseHostAddress, parseHosts } from '../../hooks/kubernetes/ip-address.ts';
import { parseLabelSelector } from '../../hooks/kubernetes/label-selector.ts';
import { ADDRESS_TYPES, isPublishable } from '../../hooks/kubernetes/node-address.ts';
import type { Parsed } from '../../hooks/kubernetes/parsed.ts';
import { parseTolerations } from '../../hooks/kubernetes/tolerations.ts';
import { renderRuleset } from '../../hooks/services/ruleset.ts';
import { useStarted } from '../framework/processes/started.ts';
import { Objects } from './crds/objects.ts';
import { startApiServer } from '../framework/cluster/control-plane.ts';
import { connect } from '../framework/cluster/api.ts';
import { prepare, questionsTo } from './parsers/questions.ts';
import type { Question, Questions } from './parsers/questions.ts';
import * as texts from './parsers/texts.ts';

const seed = Number(process.env['SEED'] ?? 12);
const numRuns = Number(process.env['RUNS'] ?? 200);

/** What the API server is asked about the texts of a parser. */
interface Law<T> {
  readonly parse: (text: string) => Parsed<T>;
  /** The API server has to accept all of these, if the parser accepts the text. */
  readonly ifAccepted?: (value: T) => readonly Question[];
  /** The API server has to refuse all of these, if the parser refuses the text. */
  readonly ifRefused?: (text: string) => readonly Question[];
}

async function refusal(question: Question): Promise<string | undefined> {
  try {
    await question();
    return undefined;
  } catch (error) {
    return error instanceof ApiException ? String(error.body) : String(error);
  }
}

async function faultOf<T>(text: string, law: Law<T>): Promise<string | undefined> {
  const parsed = law.parse(text);
  if ('fault' in parsed) {
    const refusals = await Promise.all((law.ifRefused?.(text) ?? []).map(refusal));
    return refusals.includes(undefined) ? 'refused, but the API server accepts it' : undefined;
  }
  const refusals = await Promise.all((law.ifAccepted?.(parsed.value) ?? []).map(refusal));
  const message = refusals.find((refused) => refused !== undefined);
  return message && `accepted as ${JSON.stringify(parsed.value)}, but ${message}`;
}

async function assertAgree<T>(given: fc.Arbitrary<string>, law: Law<T>): Promise<void> {
  const waiting = [...new Set(fc.sample(given, { seed, numRuns }))];
  const accepted = waiting.filter((text) => 'value' in law.parse(text)).length;
  const balance = `${accepted} of ${waiting.length} texts are accepted`;
  assert.ok(Math.min(accepted, waiting.length - accepted) >= waiting.length / 20, balance);
  const faults: string[] = [];
  const work = async () => {
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
      const fault = await faultOf(text, law);
      if (fault !== undefined) faults.push(`${JSON.stringify(text)} is ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  assert.equal(faults.length, 0, `SEED=${seed}: ${faults.length} faults\n${faults.slice(0, 20).join('\n')}`);
}

function entry(address: string): { ip: string; ipMode: string } | { hostname: string } {
  return familyOf(address) === undefined ? { hostname: address } : { ip: address, ipMode: 'VIP' };
}

function rulesetOf(range: string): string {
  const ports = [{ port: 80, protocol: 'TCP' as const }];
  const policies = { isLocal: false, isInternalLocal: false };
  return renderRuleset({ ports, clusterIPs: {}, ...policies, sourceRanges: [range] });
}

describe('the API server accepts what a parser accepts, and nothing else', () => {
  const server = useStarted(startApiServer);
  let ask: Questions;
  before(async () => {
    const { plane } = server();
    await Objects.install(plane, 'service-exposure-crd.yaml', 'namespaces/default/serviceexposures');
    await prepare(connect(plane));
    ask = questionsTo(connect(plane));
  });
  const agrees = <T>(what: string, given: fc.Arbitrary<string>, law: Law<T>) =>
    it(what, () => assertAgree(given, law));

  const asTolerations = (list: unknown) => [ask.tolerations(list), ask.option('tolerations', list)];
  const asNodeSelector = (list: unknown) => [ask.nodeSelector(list), ask.option('nodeSelector', list)];
  /** Neither the form ::192.0.2.1, which RFC 4291 deprecates, nor a name of digits and dots: an address with a mistake. */
  const asHost = (text: string) => [
    ...(/^(0*:)+:?\d+\./.test(text) ? [] : [ask.ingress({ ip: text, ipMode: 'VIP' })]),
    ...(/^[\d.]+$/.test(text) ? [] : [ask.ingress({ hostname: text })]),
  ];

  agrees('keys', texts.like('key'), {
    parse: (key) => parseTolerations(JSON.stringify([{ key, operator: 'Exists' }])),
    ifAccepted: asTolerations,
    ifRefused: (key) => [ask.tolerations([{ key, operator: 'Exists' }])],
  });

  agrees('values', texts.like('value'), {
    parse: (value) => parseTolerations(JSON.stringify([{ key: 'a', value }])),
    ifAccepted: asTolerations,
    ifRefused: (value) => [ask.tolerations([{ key: 'a', value }])],
  });

  agrees('tolerations in JSON', texts.tolerations, {
    parse: parseTolerations,
    ifAccepted: asTolerations,
    ifRefused: (text) => [ask.tolerations(JSON.parse(text))],
  });

  agrees('tolerations in the short form', texts.like('taint'), {
    parse: parseTolerations,
    ifAccepted: asTolerations,
  });

  agrees('node selectors', texts.like('selector'), { parse: parseLabelSelector, ifAccepted: asNodeSelector });

  agrees('keys and values of node selectors', texts.equality, {
    parse: parseLabelSelector,
    ifAccepted: asNodeSelector,
    ifRefused: (text) => {
      const [key, value] = text.split('=');
      return [ask.nodeSelector([{ key, operator: 'In', values: [value] }])];
    },
  });

  agrees('addresses to publish', texts.hosts, {
    parse: parseHosts,
    ifAccepted: (list) => [ask.ingress(...list.map(entry)), ask.option('addresses', list)],
    ifRefused: asHost,
  });

  agrees('addresses of nodes', texts.hosts, {
    parse: (address) =>
      ADDRESS_TYPES.some((type) => isPublishable({ type, address }))
        ? { value: address }
        : { fault: 'cannot be published' },
    ifAccepted: (address) => [ask.ingress(entry(address))],
  });

  agrees('addresses of the host', texts.hosts, {
    parse: parseHostAddress,
    ifAccepted: (value) => [ask.hostIP(value), ask.option('hostIP', value), ask.ingress(entry(value))],
  });

  agrees('source ranges', texts.like('range'), {
    parse: (text) =>
      rulesetOf(text).includes('elements') ? { value: text } : { fault: 'the proxy admits no client' },
    ifRefused: (text) => [ask.sourceRanges(text)],
  });
});
