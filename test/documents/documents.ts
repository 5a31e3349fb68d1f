import { readdirSync } from 'node:fs';
import { filesIn, read, ROOT } from '../checkout.ts';

/** A Markdown file of the repository. */
export interface Document {
  /** From the root, `docs/pools.md`. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface Block {
  readonly document: string;
  /** Of its first line. */
  readonly line: number;
  /** `sh`, `yaml`, ...; empty if it says none. */
  readonly language: string;
  /** Without the indentation of its fence. */
  readonly text: string;
}

const FOLDERS = ['deploy', 'docs', 'hooks', 'metacontroller', 'test'];

/** Every document, in order of its path. */
export const DOCUMENTS: readonly Document[] = [...readdirSync(ROOT), ...FOLDERS.flatMap(filesIn)]
  .filter((path) => path.endsWith('.md'))
  .sort()
  .map((path) => ({ path, text: read(path) }));

/** A document by its path. */
export function documentAt(path: string): Document {
  const found = DOCUMENTS.find((document) => document.path === path);
  if (found === undefined) throw new Error(`${path} is missing`);
  return found;
}

const FENCED = /^( *)```(\w*)\n([^]*?)^ *```$/gm;

/** The fenced blocks of a document, in order. */
export function blocksOf({ path, text }: Document): Block[] {
  return [...text.matchAll(FENCED)].map(({ index, 1: indentation = '', 2: language = '', 3: code = '' }) => ({
    document: path,
    line: text.slice(0, index).split('\n').length + 1,
    language,
    text: code
      .split('\n')
      .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line))
      .join('\n'),
  }));
}

/** A document without its fenced blocks. */
export function proseOf({ text }: Document): string {
  return text.replaceAll(FENCED, '');
}

/** The code in the running text of a document, `kubectl get lbpool` for one. */
export function codeInProse(document: Document): string[] {
  return [...proseOf(document).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));
}

/** The rows of a document's table with this heading, cells trimmed and without backquotes around them. */
export function tableOf({ text }: Document, heading: string): string[][] {
  const [, rest = ''] = text.split(`\n${heading}\n`);
  const rows = rest.split('\n').slice(1);
  return rows
    .slice(0, rows.indexOf(''))
    .map((row) => row.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')));
}
