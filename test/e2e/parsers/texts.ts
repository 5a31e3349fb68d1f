import fc from 'fast-check';

const { constantFrom, oneof, record, tuple } = fc;

function joined(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return tuple(...parts).map((texts) => texts.join(''));
}

function repeated(...lengths: number[]): fc.Arbitrary<string> {
  return constantFrom(...lengths).map((length) => 'b'.repeat(length));
}

function oneOf(characters: string, ...more: string[]): fc.Arbitrary<string> {
  return constantFrom(...Array.from(characters), ...more);
}

/** Characters that may be first and last, and some that may not. */
const edge = oneOf('aZ0-_.', '');
const inner = oneOf('aZ0-_./: é\n', '..', '');

/** The value of a label: short, or with about 63 characters. */
export const value = oneof(joined(edge, inner, edge), joined(edge, repeated(60, 61, 62), edge));

const prefix = oneof(
  joined(oneOf('az0-.A', ''), constantFrom('', '.', '..', '-.', 'b.c', '_'), oneOf('a0-.', '')),
  joined(constantFrom('a', '-'), repeated(250, 251, 252), constantFrom('c', '.c')),
);

/** The key of a label: with or without a prefix, which is short or has about 253 characters. */
export const key = oneof(
  constantFrom('a', 'example.org/a', 'a/b/c', '/'),
  value,
  joined(prefix, constantFrom('/'), oneof(constantFrom('a'), value)),
);

/** Which fields go together, in JSON. */
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

/** The short form. */
export const taints = joined(
  key,
  oneof(
    constantFrom(''),
    value.map((text) => `=${text}`),
  ),
  constantFrom('', ':NoSchedule', ':NoExecute', ':', ':Never'),
);

const number = constantFrom(
  '0',
  '007',
  '5',
  '-1',
  '1.5',
  '9223372036854775807',
  '9223372036854775808',
  '9'.repeat(63),
);

export const selectors = oneof(
  joined(constantFrom('', '!', '! '), key),
  joined(key, constantFrom('=', '==', '!=', ' = ', '==='), value),
  joined(
    key,
    constantFrom(' in (', ' notin (', ' In (', 'in('),
    value,
    constantFrom(',', ', '),
    value,
    constantFrom(')', ''),
  ),
  joined(constantFrom('a', 'b/c'), constantFrom('>', '<', ' > ', '>='), oneof(number, value)),
);

const octet = constantFrom('0', '1', '9', '10', '192', '255', '256', '00', '01', '0x1', '');
const ipv4 = oneof(
  fc.ipV4(),
  fc.array(octet, { minLength: 3, maxLength: 5 }).map((octets) => octets.join('.')),
);
const group = constantFrom('0', '1', '00', '0000', '0db8', 'ffff', 'FFFF', '10000', 'g', '');
const ipv6 = oneof(
  fc.ipV6(),
  fc.ipV6().map((text) => text.toUpperCase()),
  fc.array(group, { minLength: 7, maxLength: 9 }).map((groups) => groups.join(':')),
  joined(
    constantFrom('::', '::ffff:', '::FFFF:0:', '64:ff9b::', '1:2:3:4:5:6:', ':::', '1::2::'),
    oneof(ipv4, group),
  ),
  joined(fc.ipV6(), constantFrom('%eth0', '%0', '/64', ' ')),
);

/** IP addresses and host names, and what looks like some. No commas: each is one item of a list. */
export const hosts = oneof(ipv4, ipv6, oneof(prefix, value));

export const ranges = joined(
  constantFrom('', ' ', '\t'),
  oneof(ipv4, ipv6),
  constantFrom('', '/0', '/8', '/24', '/32', '/33', '/64', '/104', '/128', '/129', '/08', '/-1'),
  constantFrom('', ' ', '\n'),
);

/** One requirement without any character that has a meaning in a selector. */
export const equality = joined(key, constantFrom('='), value).filter((text) => /^[^\s(),!<>]*$/.test(text));
