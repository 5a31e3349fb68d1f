import { createTwoFilesPatch } from 'diff';
import type { Argv } from 'yargs';
import { EXIT, usageError } from '../exit.ts';
import type { ExitCode, Perform } from '../exit.ts';
import { withManifests } from './manifest-options.ts';
import { render } from '../render/render.ts';
import type { RenderOptions } from '../render/render.ts';
import { configOf } from '../settings.ts';
import { writeNotes } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { diffText } from '../text/diff.ts';
import { paintFor } from '../text/paint.ts';
import { yamlText } from '../text/structured.ts';
import { STANDARD_INPUT, readFiles } from '../world/read-files.ts';
import { resourceOf } from '../world/resources.ts';
import type { Manifest } from '../world/world.ts';

interface RenderArguments {
  readonly file: readonly string[];
  readonly diff: readonly string[] | undefined;
  readonly namespace: string;
  readonly output: 'yaml' | 'json';
}

function documentsText(documents: readonly object[], output: RenderArguments['output']): string {
  if (output === 'yaml') return yamlText(documents);
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: documents }, null, 2)}\n`;
}

/** The second input, and of the first one the kinds that are not in the second. */
function completed(second: readonly Manifest[], first: readonly Manifest[]): Manifest[] {
  const kinds = new Set(second.map(resourceOf));
  return [...first.filter((manifest) => !kinds.has(resourceOf(manifest))), ...second];
}

async function renderCommand(args: RenderArguments, terminal: Terminal): Promise<ExitCode> {
  const { file, diff, namespace, output } = args;
  if ([...file, ...(diff ?? [])].filter((name) => name === STANDARD_INPUT).length > 1) {
    throw usageError('Standard input (-) can be read once only.');
  }
  const options: RenderOptions = { config: configOf(terminal.env), namespace };
  const first = await readFiles(file, terminal);
  const before = render(first, options);
  const text = documentsText(before.documents, output);
  if (diff === undefined) {
    writeNotes(before.notes, terminal);
    terminal.out(text);
    return EXIT.ok;
  }
  const after = render(completed(await readFiles(diff, terminal), first), options);
  writeNotes([...before.notes, ...after.notes], terminal);
  const changed = documentsText(after.documents, output);
  if (changed === text) return EXIT.ok;
  const patch = createTwoFilesPatch(file.join(' '), diff.join(' '), text, changed);
  terminal.out(diffText(patch, paintFor(terminal.colours)));
  return EXIT.no;
}

function withOptions(command: Argv) {
  return withManifests(command, 'YAML or JSON: Services, LoadBalancerPools, Nodes, Pods, ...')
    .option('diff', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Show how the result differs for these files; kinds that are not in them come from -f',
    })
    .option('output', {
      alias: 'o',
      choices: ['yaml', 'json'] as const,
      default: 'yaml' as const,
      describe: 'Format',
    });
}

/** Adds `akrobateo render`. */
export function addRender(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'render',
    'Show what would be applied and published for manifests',
    (command) =>
      withOptions(command)
        .example('$0 render -f service.yaml', 'the ServiceExposure, workload and status of a Service')
        .example('kubectl get svc,svcexp,ds,po -o yaml | $0 render -f -', 'of a cluster, with its addresses')
        .example('$0 render -f service.yaml --diff changed.yaml', 'what a change would do')
        .epilogue(
          'Pods are used as given: without pods no proxy is ready, and only workload None has addresses.',
        ),
    ({ file, diff, namespace, output }) =>
      perform(() => renderCommand({ file, diff, namespace, output }, terminal)),
  );
}
