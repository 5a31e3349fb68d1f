import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { parse } from 'yaml';

const { constantFrom, nat, oneof, record, tuple } = fc;

const file = join(import.meta.dirname, 'examples.yaml');
const known = parse(readFileSync(file, 'utf8')) as Record<string, { characters: string; examples: string[] }>;

/** Lengths around the limits of a label and of a DNS name, in addition to what is there. */
const long = constantFrom(60, 61, 62, 63, 250, 251, 252, 253).map((length) => 'b'.repeat(length));

/** An example of this kind: unchanged, or with one or two characters removed, added or replaced, or with many more. */
export function like(kind: string): fc.Arbitrary<string> {
  const { characters = '', examples = [] } = known[kind] ?? {};
  const character = constantFrom('', ...Array.from(characters));
  const added = oneof({ arbitrary: character, weight: 5 }, { arbitrary: long, weight: 1 });
  const edit = record({ at: nat(1000), removed: nat(1), added });
  return tuple(constantFrom(...examples), fc.array(edit, { maxLength: 2 })).map(([example, edits]) =>
    edits.reduce((text, { at, removed, added: more }) => {
      const index = at % (text.length + 1);
      return text.slice(0, index) + more + text.slice(index + removed);
    }, example),
  );
}

/** Which fields of a toleration go together, in JSON. */
export const tolerations = record(
  {
    key: constantFrom('a', 'a', '', null),
    operator: constantFrom('Exists', 'Equal', '', null, 'In'),
    value: constantFrom('a', '', null),
    effect: constantFrom('NoExecute', 'NoExecute', 'NoSchedule', 'PreferNoSchedule', '', null, 'noexecute'),
    tolerationSeconds: constantFrom(0, -1, 2 ** 40, null, 1.5, '1'),
  },
  { requiredKeys: [] },
).map((toleration) => JSON.stringify([toleration]));

/** IP addresses and host names, and what looks like some. No commas: each is one item of a list. */
export const hosts = oneof(fc.ipV4(), like('ipv4'), fc.ipV6(), like('ipv6'), like('hostName'));

/** One requirement without any character that has a meaning in a selector. */
export const equality = like('equality').filter((text) => /^[^\s(),!<>]*$/.test(text) && text.includes('='));
