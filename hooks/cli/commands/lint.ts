import type { Argv } from 'yargs';
import { EXIT, usageError } from '../exit.ts';
import type { ExitCode, Perform } from '../exit.ts';
import { withManifests } from './manifest-options.ts';
import { lint } from '../lint/lint.ts';
import { findingsText, githubText, sarifText } from '../lint/report.ts';
import { readSources } from '../lint/sources.ts';
import { inNamespace } from '../render/render.ts';
import { configOf } from '../settings.ts';
import { writeNotes } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { resourceOf } from '../world/resources.ts';
import type { ResourceKey } from '../world/resources.ts';

interface LintArguments {
  readonly file: readonly string[];
  readonly nodes: string | undefined;
  readonly namespace: string;
  readonly output: 'text' | 'sarif' | 'github';
}

async function lintCommand(args: LintArguments, terminal: Terminal): Promise<ExitCode> {
  const { file, nodes, namespace, output } = args;
  const config = configOf(terminal.env);
  const { located, notes } = await readSources([...file, ...(nodes === undefined ? [] : [nodes])], terminal);
  writeNotes(notes, terminal);
  const count = (key: ResourceKey) => located.filter(({ manifest }) => resourceOf(manifest) === key).length;
  if (nodes !== undefined && count('nodes') === 0)
    throw usageError(`${nodes} has no Node; make it with: kubectl get nodes -o yaml.`);
  if (count('services') + count('pools') === 0)
    throw usageError('There is nothing to check; name files or folders with a Service or LoadBalancerPool.');
  const placed = located.map((each) => ({ ...each, manifest: inNamespace(each.manifest, namespace) }));
  const findings = lint(placed, config);
  const checked = `Services: ${count('services')}, LoadBalancerPools: ${count('pools')}`;
  const texts = { text: findingsText, sarif: sarifText, github: githubText };
  terminal.out(texts[output](findings, checked));
  return findings.some(({ level }) => level === 'error') ? EXIT.no : EXIT.ok;
}

function withOptions(command: Argv) {
  return withManifests(command, 'Folders, or YAML or JSON files')
    .option('nodes', {
      type: 'string',
      requiresArg: true,
      describe: 'File with the Nodes of the cluster; without it the selectors of pools decide',
    })
    .option('output', {
      alias: 'o',
      choices: ['text', 'sarif', 'github'] as const,
      default: 'text' as const,
      describe: 'Format',
    });
}

/** Adds `akrobateo lint`. */
export function addLint(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'lint',
    'Check the Services and pools of a repository, without a cluster',
    (command) =>
      withOptions(command)
        .example('$0 lint -f deploy', 'every manifest in a folder')
        .example('kustomize build | $0 lint -f - -o github', 'in a workflow of GitHub Actions'),
    ({ file, nodes, namespace, output }) =>
      perform(() => lintCommand({ file, nodes, namespace, output }, terminal)),
  );
}
