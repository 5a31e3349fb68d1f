import { SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import { connect, hookEnvironment, readWorld } from '../cluster.ts';
import { command, text, texts, withCluster } from '../command.ts';
import { drainLosses } from '../drain.ts';
import type { Loss } from '../drain.ts';
import { EXIT, configOf, usageError } from '../terminal.ts';
import { outputText, paint, sortedBy, tableText } from '../text.ts';
import type { Resource, World } from '../world.ts';

/** All that decides what is published. Of pods only proxies matter. */
const READ = {
  services: {},
  serviceexposures: {},
  daemonsets: { labelSelector: SERVICE_UID_LABEL },
  deployments: { labelSelector: SERVICE_UID_LABEL },
  pods: { labelSelector: SERVICE_UID_LABEL },
  endpointslices: {},
  namespaces: {},
  loadbalancerpools: {},
  nodes: {},
} satisfies Record<Resource, object>;

function assertNodes(names: readonly string[], { nodes }: World): void {
  const known = nodes.map(({ metadata }) => metadata.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usageError(`There is no node ${unknown}; kubectl get nodes lists them.`);
}

function rowOf({ namespace, name, loses, keeps, last }: Loss): string[] {
  const list = (addresses: readonly string[]) => addresses.join(', ') || '-';
  const note = last === null ? '' : paint('red', `last ${last}`);
  return [`${namespace}/${name}`, list(loses), list(keeps), note];
}

function summary(losses: readonly Loss[]): string {
  if (losses.length === 0) return 'No Service loses an address.\n';
  const { length } = losses;
  const last = losses.filter((loss) => loss.last !== null).length;
  const lose = length === 1 ? '1 Service loses an address' : `${length} Services lose an address`;
  if (last === 0) return `${lose}. All of them keep another one.\n`;
  return `${lose}, ${last} of them the last one. It stays published until its proxy ends or its node is not ready.\n`;
}

function table(losses: readonly Loss[]): string {
  if (losses.length === 0) return summary(losses);
  return `${tableText([['SERVICE', 'LOSES', 'KEEPS', ''], ...losses.map(rowOf)])}\n${summary(losses)}`;
}

export const PLAN = command({
  usage: 'plan',
  describe: 'Show which Services lose an address when nodes are drained',
  options: (parser) =>
    withCluster(parser)
      .option('drain', {
        demandOption: true,
        ...texts('Node to drain; several are drained at the same time'),
      } as const)
      .option('namespace', { alias: 'n', ...text('Only Services of this namespace') } as const)
      .example('$0 plan --drain n1', 'before kubectl drain n1')
      .example('$0 plan --drain n1 --drain n2 -o json', 'two nodes at the same time; for programs')
      .epilogue(
        'Exit code: 0 no Service loses its last address, 1 some do, 2 wrong usage, 3 no answer from the cluster.',
      ),
  run: async ({ drain, namespace, output, ...access }, terminal) => {
    const cluster = await connect(access);
    const config = configOf(await hookEnvironment(cluster, terminal.env));
    const { world } = await readWorld(cluster, READ, Object.keys(READ) as Resource[]);
    assertNodes(drain, world);
    const all = drainLosses(drain, { world, config, now: terminal.now() });
    const losses = sortedBy(
      all.filter((loss) => namespace === undefined || loss.namespace === namespace),
      (loss) => `${loss.namespace}/${loss.name}`,
    );
    terminal.out(outputText(losses, output, () => table(losses)));
    return losses.some(({ last }) => last !== null) ? EXIT.no : EXIT.ok;
  },
});
