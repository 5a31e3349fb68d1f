import { familyOf, isHostName } from '../../kubernetes/ip-address.ts';
import { PREFIX } from '../../kubernetes/keys.ts';
import { exposureName } from '../../kubernetes/names.ts';
import { isRecord, listItems, parseJson } from '../../kubernetes/parsed.ts';
import { ADDRESS, addressReplacements } from './addresses.ts';
import { KNOWN_KEY, KNOWN_VALUES, LABELS, LEFT_OUT, NAMED, isCommon } from './vocabulary.ts';

/** A name, host name or label value, as a whole or within a text. */
export const WORD = /[A-Za-z\d](?:[-\w.]*[A-Za-z\d])?/;

const UID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|(?<!sha256:)\b[\da-f]{32,}\b/g;
const HOST = /(?<=\/\/|lookup |host )[-\w]+(?:\.[-\w]+)+/g;

/** The object in a text of JSON: kubectl keeps what it applied in an annotation. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const parsed = text.startsWith('{') ? parseJson(text) : undefined;
  return isRecord(parsed) ? parsed : undefined;
}

/** What is to be replaced, and what each word names. */
interface Found {
  readonly words: Map<string, string>;
  readonly addresses: Set<string>;
  /** Services. */
  readonly owners: Map<string, { readonly name: string; readonly uid: string }>;
}

function note({ words }: Found, kind: string, word: string): void {
  if (isCommon(word) || familyOf(word.split('/')[0]) !== undefined) return;
  const known = words.get(word);
  // A label may have the name of an object as its value.
  if (known === undefined || known === 'value') words.set(word, kind);
}

function noteKey(found: Found, key: string): void {
  const [domain = '', name] = key.split('/');
  if (name !== undefined && !KNOWN_KEY.test(key)) note(found, 'host', domain);
}

function noteImage(found: Found, image: string): void {
  const path = image.replace(/^[\w-]+:\/\//, '').split('/');
  for (const [index, part] of path.slice(0, -1).entries())
    note(found, index === 0 && /[.:]/.test(part) ? 'host' : 'name', part.replace(/:\d+$/, ''));
}

function noteField(found: Found, key: string, text: string): void {
  const named = NAMED[key];
  if (named === undefined) return;
  if (named === 'key') noteKey(found, text);
  else if (named === 'image') noteImage(found, text);
  else if (named === 'words')
    for (const [word] of text.replaceAll(new RegExp(KNOWN_KEY, 'g'), '').matchAll(new RegExp(WORD, 'g')))
      note(found, 'value', word);
  else for (const item of named === 'value' ? [text] : listItems(text)) note(found, named, item);
}

function noteLabel(found: Found, key: string, text: string): void {
  noteKey(found, key);
  if (key.startsWith(PREFIX)) noteField(found, key.slice(PREFIX.length), text);
  else if (!KNOWN_VALUES.test(key)) note(found, 'value', text);
}

/** What can be seen in any text. */
function noteText(found: Found, text: string): void {
  for (const [address] of text.matchAll(new RegExp(ADDRESS, 'gi'))) found.addresses.add(address);
  for (const [uid] of text.matchAll(UID)) found.words.set(uid, 'uid');
  for (const [host] of text.matchAll(HOST)) if (!KNOWN_KEY.test(`${host}/x`)) note(found, 'host', host);
}

/** Where a part of an object is: in which fields, and in an object of which kind. An item of a list is in `key[]`. */
interface Place {
  readonly key: string;
  readonly parent: string;
  readonly kind: string;
}

function noteName(
  found: Found,
  { key, kind }: Place,
  { name, uid }: Readonly<Record<string, unknown>>,
): void {
  if (typeof name !== 'string' || name !== name.toLowerCase()) return;
  const named = key === 'nodes[]' ? 'node' : (NAMED[key] ?? (kind || 'name'));
  note(found, named, name);
  if (named === 'service' && typeof uid === 'string') found.owners.set(`${name} ${uid}`, { name, uid });
}

function collectText(found: Found, text: string, { key, parent }: Place): void {
  const isLabel = LABELS.includes(parent);
  const parsed = isLabel && !KNOWN_KEY.test(key) ? undefined : readObject(text);
  if (parsed !== undefined) {
    collect(found, parsed, { key, parent, kind: '' });
    return;
  }
  noteText(found, text);
  if (isLabel) noteLabel(found, key, text);
  else noteField(found, key, text);
}

function collectFields(
  found: Found,
  value: Readonly<Record<string, unknown>>,
  { key, ...place }: Place,
): void {
  const { kind: own } = value;
  const inherited = key === 'metadata' ? place.kind : '';
  const kind = typeof own === 'string' ? own.toLowerCase() : inherited;
  noteName(found, { ...place, key, kind }, value);
  // A text that our own code wrote, in the one variable of a container.
  const isRuleset = value['name'] === 'RULESET';
  for (const [name, part] of Object.entries(value))
    collect(found, part, { key: isRuleset ? '' : name, parent: key, kind });
}

function collect(found: Found, value: unknown, place: Place): void {
  const { key } = place;
  if (LEFT_OUT.includes(key)) return;
  if (typeof value === 'string') collectText(found, value, place);
  if (isRecord(value)) collectFields(found, value, place);
  if (!Array.isArray(value)) return;
  for (const item of value) collect(found, item, isRecord(item) ? { ...place, key: `${key}[]` } : place);
}

/**
 * `node-07` for the seventh of 12 nodes: the order of the names stays. What cannot be a host name or the name of an object
 * gets a replacement with a capital letter, which cannot be one either.
 */
function numbered(kind: string, names: readonly string[]): [string, string][] {
  return [...names].sort().map((name, index) => {
    const number = String(index + 1).padStart(kind === 'uid' ? 8 : String(names.length).length, '0');
    if (kind === 'uid') return [name, `${number}-0000-4000-8000-000000000000`];
    const first = isHostName(name) ? kind : kind.replace(/^./, (letter) => letter.toUpperCase());
    return [name, `${first}-${number}${kind === 'host' ? '.example' : ''}`];
  });
}

/** A word, or the longest parts of it that are replaced: names contain names. */
function replacedWord(word: string, replacements: ReadonlyMap<string, string>): string {
  const parts = word.split(/([-._])/);
  let text = '';
  for (let from = 0; from < parts.length;) {
    let to = parts.length;
    while (to > from && !replacements.has(parts.slice(from, to).join(''))) to -= 1;
    const length = Math.max(1, to - from);
    const part = parts.slice(from, from + length).join('');
    text += replacements.get(part) ?? part;
    from += length;
  }
  return text;
}

const PARTS = new RegExp(`(?<known>${KNOWN_KEY.source})|(?<address>${ADDRESS.source})|${WORD.source}`, 'gi');

/**
 * Finds the names and addresses in a value, and decides what each is replaced by.
 * @returns the replacement of a text, by whole words, with all that they contain
 */
export function replacementsIn(value: unknown): (text: string) => string {
  const found: Found = { words: new Map(), addresses: new Set(), owners: new Map() };
  collect(found, value, { key: '', parent: '', kind: '' });
  const { words, owners } = found;
  // The name of what belongs to a Service is made from its name and uid, so it cannot be replaced by just any other.
  const made = [...owners.values()].map((owner) => ({ owner, name: exposureName(owner) }));
  for (const { name } of made) for (const word of words.keys()) if (word.startsWith(name)) words.delete(word);
  const kinds = [...new Set(words.values())];
  const replacements = new Map(
    kinds.flatMap((kind) =>
      numbered(
        kind,
        [...words].flatMap(([word, of]) => (of === kind ? [word] : [])),
      ),
    ),
  );
  const replacementOf = (word: string) => replacements.get(word) ?? word;
  for (const { owner, name } of made)
    replacements.set(name, exposureName({ name: replacementOf(owner.name), uid: replacementOf(owner.uid) }));
  const replaceAddress = addressReplacements([...found.addresses]);
  const replaceWords = (text: string) =>
    text.replace(new RegExp(WORD, 'g'), (word) => replacedWord(word, replacements));
  return (text) =>
    replacements.get(text) ??
    text.replace(PARTS, (part, ...rest) => {
      const { known, address } = rest.at(-1) as { known?: string; address?: string };
      if (known !== undefined) return part;
      if (address !== undefined && familyOf(part.split('/')[0]) !== undefined) return replaceAddress(part);
      return replaceWords(part);
    });
}
