import type { CoreConfig } from '../../config.ts';
import { objectionTo } from '../../services/claim.ts';
import type { Service } from '../../services/observed.ts';
import { command, formats, texts, withManifests } from '../command.ts';
import { STANDARD_INPUT, inNamespace, readObjects } from '../files.ts';
import { hooksAt, withExposures, withPools } from '../hooks.ts';
import type { Hooks } from '../hooks.ts';
import { patchedTexts } from '../patch.ts';
import { isNew, withPlaceholders } from '../placeholders.ts';
import { EXIT, configOf, usageError, writeNotes } from '../terminal.ts';
import { diffText, jsonText, paintedDiff, yamlText } from '../text.ts';
import { momentOf } from '../times.ts';
import { RESOURCES, keyOf, resourceOf, worldOf } from '../world.ts';
import type { Manifest, World } from '../world.ts';

/** The time of manifests that have no time in them. */
const LONG_AGO = Date.parse('2000-01-01T00:00:00Z');

function notesOn(manifests: readonly Manifest[], { services, pods }: World, config: CoreConfig): string[] {
  const kinds = Object.values(RESOURCES).map(({ kind }) => kind);
  const ignored = manifests.filter((manifest) => resourceOf(manifest) === undefined);
  const placeholders = 'uid, cluster IPs and node ports are placeholders for what the API server chooses';
  const hasNoPods = pods.length === 0 && services.length > 0;
  return [
    ...ignored.map((each) => `${each.kind} ${keyOf(each)} is ignored; render reads ${kinds.join(', ')}`),
    ...services.filter(isNew).map((each) => `Service ${keyOf(each)}: ${placeholders}`),
    ...(hasNoPods ? ['no Pods are given, so no proxy is ready'] : []),
    ...services.flatMap((each) => {
      const objection = objectionTo(each, config);
      return objection === null ? [] : [`Service ${keyOf(each)} ${objection}, so nothing is created for it`];
    }),
  ];
}

/** What is applied for a Service, and its status. */
function documentsFor(service: Service, world: World, hooks: Hooks): object[] {
  const { attachments, status, annotations } = hooks.service(service, world);
  const applied = attachments.map((each) => {
    if (resourceOf(each) !== 'serviceexposures') return each;
    const known = world.serviceexposures.find((exposure) => keyOf(exposure) === keyOf(each));
    return { ...each, status: known?.status };
  });
  const { name, namespace } = service.metadata;
  const set = patchedTexts({}, annotations);
  const own = { name, namespace, ...(Object.keys(set).length > 0 ? { annotations: set } : {}) };
  return [...applied, { ...RESOURCES.services, metadata: own, ...(status === undefined ? {} : { status }) }];
}

/**
 * What the hooks answer for manifests, each called once: pools/sync; services/sync for the ServiceExposure; exposures/sync for
 * what is admitted; services/sync for the workload and the status. The same manifests give the same answers.
 * @throws CliError
 */
function render(manifests: readonly Manifest[], config: CoreConfig) {
  const names = manifests.map((manifest) => `${manifest.kind} ${keyOf(manifest)}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`${twice} is given twice; name each file once.`);
  const given = worldOf(manifests);
  if (given.services.length + given.loadbalancerpools.length === 0)
    throw usageError('There is nothing to render; give at least one Service or LoadBalancerPool.');
  const hooks = hooksAt(momentOf(manifests, LONG_AGO), config);
  const services = given.services.map(withPlaceholders);
  const world = withExposures(withPools({ ...given, services }, hooks), hooks);
  const pools = world.nodes.length === 0 ? [] : world.loadbalancerpools;
  const ours = services.filter((service) => objectionTo(service, config) === null);
  const documents: object[] = [
    ...pools.map(({ metadata: { name }, status }) => {
      return { ...RESOURCES.loadbalancerpools, metadata: { name }, status };
    }),
    ...ours.flatMap((service) => documentsFor(service, world, hooks)),
  ];
  return { documents, notes: notesOn(manifests, given, config) };
}

export const RENDER = command({
  usage: 'render',
  describe: 'Show what would be applied and published for manifests',
  options: (parser) =>
    withManifests(parser, 'YAML or JSON: Services, LoadBalancerPools, Nodes, Pods, ...')
      .option(
        'diff',
        texts('Show how the result differs for these files; kinds that are not in them come from -f'),
      )
      .option('output', formats('yaml', 'json'))
      .example('$0 render -f service.yaml', 'the ServiceExposure, workload and status of a Service')
      .example('kubectl get svc,svcexp,ds,po -o yaml | $0 render -f -', 'of a cluster, with its addresses')
      .example('$0 render -f service.yaml --diff changed.yaml', 'what a change would do')
      .epilogue(
        'Pods are used as given: without pods no proxy is ready, and only workload None has addresses.',
      ),
  run: async ({ file, diff = [], namespace, output }, terminal) => {
    if ([...file, ...diff].filter((name) => name === STANDARD_INPUT).length > 1)
      throw usageError('Standard input (-) can be read once only.');
    const config = configOf(terminal.env);
    const read = async (files: readonly string[]) =>
      (await readObjects(files, terminal)).map(({ manifest }) => inNamespace(manifest, namespace));
    const rendered = (manifests: readonly Manifest[]) => {
      const { documents, notes } = render(manifests, config);
      const list = { apiVersion: 'v1', kind: 'List', items: documents };
      return { notes, text: output === 'yaml' ? yamlText(documents) : jsonText(list) };
    };
    const first = await read(file);
    const before = rendered(first);
    if (diff.length === 0) {
      writeNotes(before.notes, terminal);
      terminal.out(before.text);
      return EXIT.ok;
    }
    const second = await read(diff);
    const kinds = second.map(resourceOf);
    const after = rendered([...first.filter((each) => !kinds.includes(resourceOf(each))), ...second]);
    writeNotes([...before.notes, ...after.notes], terminal);
    const patch = diffText([file.join(' '), diff.join(' ')], before.text, after.text);
    terminal.out(patch === null ? '' : paintedDiff(patch));
    return patch === null ? EXIT.ok : EXIT.no;
  },
});
