import { DOCUMENTS, blocksOf, codeInProse } from './documents.ts';
import type { Block } from './documents.ts';

/** A command as a document shows it. */
export interface Command {
  readonly document: string;
  readonly text: string;
  /** Without quotes, and without variables that are set before it. */
  readonly words: readonly string[];
}

const PROGRAMS = ['akrobateo', 'curl', 'helm', 'kubectl', 'npm', 'npx'];

/** The lines of a block that are commands: all of `sh`, of `console` those with a prompt; continued ones in one. */
function linesOf({ language, text }: Block): string[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  if (language === 'sh') return lines;
  return lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
}

/** Its words, as a shell would part them; pipes and && are words of their own. */
function wordsOf(line: string): string[] {
  const found = line.matchAll(/(?:'[^']*'|"(?:\$\([^)]*\)|[^"])*"|[^\s'"])+/g);
  return [...found].map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

function partsOf(words: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word.startsWith('#')) break;
    if (['|', '&&', '||', ';'].includes(word)) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.map((part) => part.slice(part.findIndex((word) => !/^[A-Z_]+=/.test(word))));
}

function commandsIn(document: string, line: string): Command[] {
  return partsOf(wordsOf(line))
    .filter(([program = '']) => PROGRAMS.includes(program))
    .map((words) => ({ document, text: words.join(' '), words }));
}

/** Every command of a program that the documents show, in blocks and in running text. */
export const COMMANDS: readonly Command[] = DOCUMENTS.flatMap((document) => {
  const blocks = blocksOf(document).filter(({ language }) => ['sh', 'console'].includes(language));
  const inProse = codeInProse(document).filter((code) => code.includes(' '));
  return [...blocks.flatMap(linesOf), ...inProse].flatMap((line) => commandsIn(document.path, line));
});
