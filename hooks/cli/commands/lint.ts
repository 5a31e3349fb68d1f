import type { Argv } from 'yargs';
import { inNamespace, readObjects } from '../files.ts';
import { lint } from '../lint/lint.ts';
import { findingsText, githubText, sarifText } from '../lint/report.ts';
import { readSources } from '../lint/sources.ts';
import { formats, text, withManifests } from '../options.ts';
import { resourceOf } from '../world.ts';
import type { ResourceKey } from '../world.ts';
import { EXIT, configOf, usageError, writeNotes } from '../terminal.ts';
import type { Choose, ExitCode, Terminal } from '../terminal.ts';

function options(command: Argv) {
  const nodes = 'File with the Nodes of the cluster; without it the selectors of pools decide';
  return withManifests(command, 'Folders, or YAML or JSON files')
    .option('nodes', text(nodes))
    .option('output', formats('text', 'sarif', 'github'));
}

type Arguments = Awaited<ReturnType<typeof options>['argv']>;

async function lintCommand(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const { file, nodes, namespace, output } = args;
  const config = configOf(terminal.env);
  const sources = await readSources(file, terminal);
  writeNotes(sources.notes, terminal);
  const located = [...sources.located, ...(nodes === undefined ? [] : await readObjects([nodes], terminal))];
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

/** Adds `akrobateo lint`. */
export function addLint(parser: Argv, choose: Choose): Argv {
  return parser.command(
    'lint',
    'Check the Services and pools of a repository, without a cluster',
    (command) =>
      options(command)
        .example('$0 lint -f deploy', 'every manifest in a folder')
        .example('kustomize build | $0 lint -f - -o github', 'in a workflow of GitHub Actions'),
    (args) => {
      choose((terminal) => lintCommand(args, terminal));
    },
  );
}
