import { createTwoFilesPatch } from 'diff';
import { EXIT, usageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { render } from '../render/render.ts';
import type { RenderOptions } from '../render/render.ts';
import { configOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { diffText } from '../text/diff.ts';
import { paintFor } from '../text/paint.ts';
import { yamlText } from '../text/structured.ts';
import { STANDARD_INPUT, readFiles } from '../world/read-files.ts';
import { resourceOf } from '../world/resources.ts';
import type { Manifest } from '../world/world.ts';

export interface RenderArguments {
  readonly file: readonly string[];
  readonly diff: readonly string[] | undefined;
  readonly namespace: string;
  readonly output: 'yaml' | 'json';
}

function documentsText(documents: readonly object[], output: RenderArguments['output']): string {
  if (output === 'yaml') return yamlText(documents);
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: documents }, null, 2)}\n`;
}

function tell(notes: readonly string[], terminal: Terminal): void {
  for (const note of new Set(notes)) terminal.err(`note: ${note}\n`);
}

/** Of the kinds that the second input has none of, the first input's are meant. */
function completed(second: readonly Manifest[], first: readonly Manifest[]): Manifest[] {
  const kinds = new Set(second.map(resourceOf));
  return [...first.filter((manifest) => !kinds.has(resourceOf(manifest))), ...second];
}

/** Shows what would be applied and published for the files, or how that differs from what the second ones lead to. */
export async function renderCommand(args: RenderArguments, terminal: Terminal): Promise<ExitCode> {
  const { file, diff, namespace, output } = args;
  if ([...file, ...(diff ?? [])].filter((name) => name === STANDARD_INPUT).length > 1) {
    throw usageError('Standard input (-) can be read once only.');
  }
  const options: RenderOptions = { config: configOf(terminal.env), namespace };
  const first = await readFiles(file, terminal);
  const before = render(first, options);
  const text = documentsText(before.documents, output);
  if (diff === undefined) {
    tell(before.notes, terminal);
    terminal.out(text);
    return EXIT.ok;
  }
  const after = render(completed(await readFiles(diff, terminal), first), options);
  tell([...before.notes, ...after.notes], terminal);
  const changed = documentsText(after.documents, output);
  if (changed === text) return EXIT.ok;
  const patch = createTwoFilesPatch(file.join(' '), diff.join(' '), text, changed);
  terminal.out(diffText(patch, paintFor(terminal.colours)));
  return EXIT.no;
}
