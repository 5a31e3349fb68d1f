import { command, formats, text, withManifests } from '../command.ts';
import { inNamespace, readObjects } from '../files.ts';
import { lint } from '../lint/lint.ts';
import { findingsText, githubText, sarifText } from '../lint/report.ts';
import { readSources } from '../lint/sources.ts';
import { EXIT, configOf, usageError, writeNotes } from '../terminal.ts';
import { resourceOf } from '../world.ts';
import type { Resource } from '../world.ts';

const NODES = 'File with the Nodes of the cluster; without it the selectors of pools decide';

export const LINT = command({
  usage: 'lint',
  describe: 'Check the Services and pools of a repository, without a cluster',
  options: (parser) =>
    withManifests(parser, 'Folders, or YAML or JSON files')
      .option('nodes', text(NODES))
      .option('output', formats('text', 'sarif', 'github'))
      .example('$0 lint -f deploy', 'every manifest in a folder')
      .example('kustomize build | $0 lint -f - -o github', 'in a workflow of GitHub Actions'),
  run: async ({ file, nodes, namespace, output }, terminal) => {
    const config = configOf(terminal.env);
    const sources = await readSources(file, terminal);
    writeNotes(sources.notes, terminal);
    const located = [
      ...sources.located,
      ...(nodes === undefined ? [] : await readObjects([nodes], terminal)),
    ];
    const count = (resource: Resource) =>
      located.filter(({ manifest }) => resourceOf(manifest) === resource).length;
    if (nodes !== undefined && count('nodes') === 0)
      throw usageError(`${nodes} has no Node; make it with: kubectl get nodes -o yaml.`);
    if (count('services') + count('loadbalancerpools') === 0)
      throw usageError(
        'There is nothing to check; name files or folders with a Service or LoadBalancerPool.',
      );
    const placed = located.map((each) => ({ ...each, manifest: inNamespace(each.manifest, namespace) }));
    const findings = lint(placed, config);
    const checked = `Services: ${count('services')}, LoadBalancerPools: ${count('loadbalancerpools')}`;
    const texts = { text: findingsText, sarif: sarifText, github: githubText };
    terminal.out(texts[output](findings, checked));
    return findings.some(({ level }) => level === 'error') ? EXIT.no : EXIT.ok;
  },
});
