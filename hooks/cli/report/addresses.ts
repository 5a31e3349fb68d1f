import ipaddr from 'ipaddr.js';
import type { IPFamily } from '../../kubernetes/ip-address.ts';
import { familyOf } from '../../kubernetes/ip-address.ts';

/** How an address or range looks in a text. What only looks like one has no family. */
export const ADDRESS = /(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:]*[\da-f:](?!\.\d|[\da-f]))(?:\/\d{1,3})?/;

/** Every replacement begins with these bits: 10.0.0.0/8 and fd00::/16. */
const BASES: Readonly<Record<IPFamily, string>> = { IPv4: '00001010', IPv6: '1111110100000000' };
const WIDTHS: Readonly<Record<IPFamily, number>> = { IPv4: 32, IPv6: 128 };

function bitsOf(address: string): string {
  const bytes = ipaddr.parse(address).toByteArray();
  return bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
}

function addressOf(bits: string): string {
  const bytes = Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
  return ipaddr.fromByteArray(bytes).toString();
}

/** Loopback and unspecified addresses, and the ranges of all addresses, are the same everywhere. */
function isGeneral(address: string, length: string | undefined): boolean {
  if (length !== undefined) return Number(length) === 0;
  return ['unspecified', 'loopback'].includes(ipaddr.parse(address).range());
}

/** The bits of an address, those of its range, and whether it is a range; undefined: there is nothing to replace. */
function read(text: string) {
  const [address = '', length] = text.split('/');
  const family = familyOf(address);
  if (family === undefined || isGeneral(address, length)) return undefined;
  const bits = bitsOf(address);
  const prefix = bits.slice(0, length === undefined ? undefined : Number(length));
  return { family, bits, prefix, isRange: length !== undefined };
}

/**
 * Shortens texts of bits so that their order remains, and which of them begins with which: of the bits after a common
 * beginning only those remain in which texts differ, and the first one after a text that is itself a beginning.
 */
function shortened(texts: readonly string[], depth = 0, short = ''): [string, string][] {
  const longer = texts.filter((text) => text.length > depth);
  const ended = texts.filter((text) => text.length === depth).map((text): [string, string] => [text, short]);
  const halves = ['0', '1'].map((bit) => ({ bit, texts: longer.filter((text) => text[depth] === bit) }));
  const present = halves.filter((half) => half.texts.length > 0);
  const isKept = ended.length > 0 || present.length === 2;
  const below = present.flatMap((half) =>
    shortened(half.texts, depth + 1, isKept ? short + half.bit : short),
  );
  return [...ended, ...below];
}

/**
 * Replaces addresses and ranges by others in 10.0.0.0/8 or fd00::/16. Families, equality, order, and which range contains
 * which stay; the length of a range does not.
 * @param texts all that will be replaced
 */
export function addressReplacements(texts: readonly string[]): (text: string) => string {
  const found = texts.flatMap((text) => read(text) ?? []);
  const families = (['IPv4', 'IPv6'] as const).map((family) => {
    const own = found.filter((each) => each.family === family);
    const short = new Map(shortened([...new Set(own.flatMap(({ bits, prefix }) => [bits, prefix]))]));
    const room = WIDTHS[family] - BASES[family].length;
    // Only ranges that are all in one another need more.
    const base = [...short.values()].some(({ length }) => length > room) ? '' : BASES[family];
    return [family, { short, base }] as const;
  });
  const byFamily = new Map(families);
  return (text) => {
    const address = read(text);
    if (address === undefined) return text;
    const { short = new Map<string, string>(), base = '' } = byFamily.get(address.family) ?? {};
    const bits = `${base}${short.get(address.bits) ?? ''}`;
    const replacement = addressOf(bits.padEnd(WIDTHS[address.family], '0'));
    if (!address.isRange) return replacement;
    return `${replacement}/${base.length + (short.get(address.prefix) ?? '').length}`;
  };
}
