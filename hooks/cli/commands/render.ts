import { createTwoFilesPatch } from 'diff';
import type { Argv } from 'yargs';
import type { CoreConfig } from '../../config.ts';
import { objectionTo } from '../../services/claim.ts';
import type { Service } from '../../services/observed.ts';
import { STANDARD_INPUT, inNamespace, readObjects } from '../files.ts';
import { hooksAt, withExposures, withPools } from '../hooks.ts';
import type { Hooks } from '../hooks.ts';
import { formats, texts, withManifests } from '../options.ts';
import { isNew, withPlaceholders } from '../placeholders.ts';
import { diffText, paintFor, structuredText, yamlText } from '../text.ts';
import { momentOf } from '../times.ts';
import { RESOURCES, keyOf, resourceOf, worldOf } from '../world.ts';
import type { Manifest, World } from '../world.ts';
import { EXIT, configOf, usageError, writeNotes } from '../terminal.ts';
import type { Choose, ExitCode, Terminal } from '../terminal.ts';

function options(command: Argv) {
  const diff = 'Show how the result differs for these files; kinds that are not in them come from -f';
  return withManifests(command, 'YAML or JSON: Services, LoadBalancerPools, Nodes, Pods, ...')
    .option('diff', texts(diff))
    .option('output', formats('yaml', 'json'));
}

type Arguments = Awaited<ReturnType<typeof options>['argv']>;

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
  const { attachments, status, annotations = {} } = hooks.service(service, world);
  const applied = attachments.map((each) => {
    const exposure = world.exposures.find(
      (known) => resourceOf(each) === 'exposures' && keyOf(known) === keyOf(each),
    );
    return exposure === undefined ? each : { ...each, status: exposure.status };
  });
  const { name, namespace } = service.metadata;
  const set = Object.entries(annotations).filter(([, value]) => value !== null);
  const own = { name, namespace, ...(set.length > 0 ? { annotations: Object.fromEntries(set) } : {}) };
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
  if (given.services.length + given.pools.length === 0)
    throw usageError('There is nothing to render; give at least one Service or LoadBalancerPool.');
  const hooks = hooksAt(momentOf(manifests, LONG_AGO), config);
  const services = given.services.map(withPlaceholders);
  const world = withExposures(withPools({ ...given, services }, hooks), hooks);
  const pools = world.nodes.length === 0 ? [] : world.pools;
  const ours = services.filter((service) => objectionTo(service, config) === null);
  const documents: object[] = [
    ...pools.map(({ metadata: { name }, status }) => ({ ...RESOURCES.pools, metadata: { name }, status })),
    ...ours.flatMap((service) => documentsFor(service, world, hooks)),
  ];
  return { documents, notes: notesOn(manifests, given, config) };
}

async function renderCommand(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const { file, diff, namespace, output } = args;
  if ([...file, ...(diff ?? [])].filter((name) => name === STANDARD_INPUT).length > 1)
    throw usageError('Standard input (-) can be read once only.');
  const config = configOf(terminal.env);
  const read = async (files: readonly string[]) =>
    (await readObjects(files, terminal)).map(({ manifest }) => inNamespace(manifest, namespace));
  const notes: string[] = [];
  const rendered = (manifests: readonly Manifest[]): string => {
    const { documents, notes: own } = render(manifests, config);
    notes.push(...own);
    if (output === 'yaml') return yamlText(documents);
    return structuredText({ apiVersion: 'v1', kind: 'List', items: documents }, output);
  };
  const first = await read(file);
  const before = rendered(first);
  if (diff === undefined) {
    writeNotes(notes, terminal);
    terminal.out(before);
    return EXIT.ok;
  }
  const second = await read(diff);
  const kinds = second.map(resourceOf);
  const after = rendered([...first.filter((each) => !kinds.includes(resourceOf(each))), ...second]);
  writeNotes(notes, terminal);
  if (after === before) return EXIT.ok;
  const patch = createTwoFilesPatch(file.join(' '), diff.join(' '), before, after);
  terminal.out(diffText(patch, paintFor(terminal.colours)));
  return EXIT.no;
}

/** Adds `akrobateo render`. */
export function addRender(parser: Argv, choose: Choose): Argv {
  return parser.command(
    'render',
    'Show what would be applied and published for manifests',
    (command) =>
      options(command)
        .example('$0 render -f service.yaml', 'the ServiceExposure, workload and status of a Service')
        .example('kubectl get svc,svcexp,ds,po -o yaml | $0 render -f -', 'of a cluster, with its addresses')
        .example('$0 render -f service.yaml --diff changed.yaml', 'what a change would do')
        .epilogue(
          'Pods are used as given: without pods no proxy is ready, and only workload None has addresses.',
        ),
    (args) => {
      choose((terminal) => renderCommand(args, terminal));
    },
  );
}
