import type { Argv } from 'yargs';
import type { Environment } from '../../config.ts';
import { SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import type { Service } from '../../services/observed.ts';
import { Refusal, connect, readObject, readWorld } from '../cluster.ts';
import type { Cluster } from '../cluster.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { explain } from '../explain/explanation.ts';
import type { Explanation } from '../explain/explanation.ts';
import { text, withCluster } from '../options.ts';
import { portUses } from '../port-uses.ts';
import { paintFor, structuredText } from '../text.ts';
import { CliError, EXIT, configOf, usageError, writeNotes } from '../terminal.ts';
import type { Choose, ExitCode, Terminal } from '../terminal.ts';

function options(command: Argv) {
  const service = 'service/NAME, svc/NAME or NAME';
  return withCluster(command)
    .positional('service', { type: 'string', demandOption: true, describe: service })
    .option('namespace', { alias: 'n', ...text("Namespace; default the context's") } as const);
}

type Arguments = Awaited<ReturnType<typeof options>['argv']>;

/** `web` of `web`, `svc/web`, `service/web`. @throws CliError */
function serviceName(given: string): string {
  const [, name] = /^(?:(?:services?|svc)\/)?([a-z]([-a-z0-9]*[a-z0-9])?)$/.exec(given) ?? [];
  if (name !== undefined) return name;
  throw usageError(`"${given}" does not name a Service; write service/NAME, and its namespace with -n.`);
}

async function readService(cluster: Cluster, name: string, namespace: string): Promise<Service> {
  try {
    return await readObject<Service>(cluster, 'services', { name, namespace });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    const right = `kubectl get services -n ${namespace} lists them`;
    throw new CliError(EXIT.no, `There is no Service ${namespace}/${name}; ${right}.`);
  }
}

/**
 * The settings of the hook where deploy/ puts it, so that we say what it would say. The variables of this process have
 * precedence. Only those, if the hook runs elsewhere or we may not read it.
 */
async function environmentOf(cluster: Cluster, env: Environment): Promise<Environment> {
  const labels = { 'app.kubernetes.io/name': 'akrobateo', 'app.kubernetes.io/component': 'hook' };
  const { world } = await readWorld(cluster, { deployments: { namespace: 'akrobateo-system', labels } });
  const containers = world.deployments[0]?.spec?.template.spec?.containers ?? [];
  const settings = containers.flatMap((container) => container.env ?? []);
  return { ...Object.fromEntries(settings.map(({ name, value }) => [name, value ?? undefined])), ...env };
}

async function explanationOf(cluster: Cluster, service: Service, terminal: Terminal): Promise<Explanation> {
  const { namespace, uid } = service.metadata;
  const config = configOf(await environmentOf(cluster, terminal.env));
  // The API server does not select by owner.
  const own = { exposures: { namespace }, daemonSets: { namespace }, deployments: { namespace } };
  const pods = { namespace, labels: { [SERVICE_UID_LABEL]: uid } };
  const { world, notes } = await readWorld(cluster, { ...own, pods, nodes: {} }, Object.keys(own));
  const input = { service, world, config, now: terminal.now() };
  const first = explain({ ...input, uses: undefined });
  // Any pod of the cluster may hold a port, so all pods are read, but only then.
  const isTaken = first.problems.some(({ reason }) => reason === 'PortTaken');
  const whole = isTaken ? await readWorld(cluster, { exposures: {}, pods: {} }) : undefined;
  writeNotes([...notes, ...(whole?.notes ?? [])], terminal);
  return whole === undefined ? first : explain({ ...input, uses: portUses(whole.world) });
}

async function explainCommand(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const name = serviceName(args.service);
  const cluster = await connect(args);
  const service = await readService(cluster, name, args.namespace ?? cluster.namespace);
  const explanation = await explanationOf(cluster, service, terminal);
  const { output } = args;
  terminal.out(
    output === 'table'
      ? explanationText(explanation, terminal.now(), paintFor(terminal.colours))
      : structuredText(explanation, output),
  );
  return explanation.exposed ? EXIT.ok : EXIT.no;
}

/** Adds `akrobateo explain`. */
export function addExplain(parser: Argv, choose: Choose): Argv {
  return parser.command(
    'explain <service>',
    'Say why a Service is exposed or not, and what to do next',
    (command) =>
      options(command)
        .example('$0 explain service/web -n shop', 'one screen about a Service')
        .example('kubectl akrobateo explain web -o json', 'as a plugin of kubectl; for programs')
        .epilogue('Exit code: 0 exposed, 1 not exposed, 2 wrong usage, 3 no answer from the cluster.'),
    (args) => {
      choose((terminal) => explainCommand(args, terminal));
    },
  );
}
