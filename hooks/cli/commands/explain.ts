import type { Argv } from 'yargs';
import { SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import type { Service } from '../../services/observed.ts';
import { ApiReader, Refusal } from '../cluster/api-reader.ts';
import { connect } from '../cluster/connection.ts';
import type { ClusterOptions } from '../cluster/connection.ts';
import { readHookEnvironment } from '../cluster/hook-config.ts';
import { readWorld } from '../cluster/read-world.ts';
import { CliError, EXIT, usageError } from '../exit.ts';
import type { ExitCode, Perform } from '../exit.ts';
import { explain } from '../explain/explanation.ts';
import type { Explanation } from '../explain/explanation.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { holdersOf } from '../ports/holders.ts';
import { configOf } from '../settings.ts';
import { writeNotes } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { paintFor } from '../text/paint.ts';
import { structuredText } from '../text/structured.ts';
import { withCluster } from './cluster-options.ts';

interface ExplainArguments extends ClusterOptions {
  readonly service: string;
  readonly namespace: string | undefined;
  readonly output: 'table' | 'json' | 'yaml';
}

const KINDS = ['service', 'services', 'svc'];

/** `web` of `web`, `svc/web`, `service/web`. @throws CliError */
function serviceName(text: string): string {
  const [first = '', second, ...more] = text.split('/');
  const name = second ?? first;
  const isService = second === undefined || KINDS.includes(first.toLowerCase());
  if (isService && more.length === 0 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) return name;
  throw usageError(`"${text}" does not name a Service; write service/NAME, and its namespace with -n.`);
}

async function readService(reader: ApiReader, name: string, namespace: string): Promise<Service> {
  try {
    return await reader.get<Service>('services', name, namespace);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    const right = `kubectl get services -n ${namespace} lists them`;
    throw new CliError(EXIT.no, `There is no Service ${namespace}/${name}; ${right}.`);
  }
}

/** What the hook has made for a Service, with its pods, and the nodes. The API server does not select by owner. */
function readOwn(reader: ApiReader, { metadata: { namespace, uid } }: Service) {
  const selections = {
    exposures: { namespace },
    daemonSets: { namespace },
    deployments: { namespace },
    pods: { namespace, labels: { [SERVICE_UID_LABEL]: uid } },
    nodes: {},
  };
  return readWorld(reader, selections, ['exposures', 'daemonSets', 'deployments']);
}

async function explanationOf(reader: ApiReader, service: Service, terminal: Terminal): Promise<Explanation> {
  const config = configOf(await readHookEnvironment(reader, terminal.env));
  const { world, notes } = await readOwn(reader, service);
  const input = { service, world, config, now: terminal.now() };
  const first = explain({ ...input, holders: undefined });
  // Any pod of the cluster may hold a port, so all pods are read, but only then.
  const isTaken = first.problems.some(({ reason }) => reason === 'PortTaken');
  const whole = isTaken ? await readWorld(reader, { exposures: {}, pods: {} }) : undefined;
  writeNotes([...notes, ...(whole?.notes ?? [])], terminal);
  return whole === undefined ? first : explain({ ...input, holders: holdersOf(whole.world) });
}

async function explainCommand(args: ExplainArguments, terminal: Terminal): Promise<ExitCode> {
  const name = serviceName(args.service);
  const connection = await connect(args);
  const reader = new ApiReader(connection);
  const service = await readService(reader, name, args.namespace ?? connection.namespace);
  const explanation = await explanationOf(reader, service, terminal);
  const { output } = args;
  terminal.out(
    output === 'table'
      ? explanationText(explanation, terminal.now(), paintFor(terminal.colours))
      : structuredText(explanation, output),
  );
  return explanation.exposed ? EXIT.ok : EXIT.no;
}

/** Adds `akrobateo explain`. */
export function addExplain(parser: Argv, terminal: Terminal, perform: Perform): Argv {
  return parser.command(
    'explain <service>',
    'Say why a Service is exposed or not, and what to do next',
    (command) =>
      withCluster(command)
        .positional('service', {
          type: 'string',
          demandOption: true,
          describe: 'service/NAME, svc/NAME or NAME',
        })
        .option('namespace', {
          alias: 'n',
          type: 'string',
          requiresArg: true,
          describe: "Namespace; default the context's",
        })
        .example('$0 explain service/web -n shop', 'one screen about a Service')
        .example('kubectl akrobateo explain web -o json', 'as a plugin of kubectl; for programs')
        .epilogue('Exit code: 0 exposed, 1 not exposed, 2 wrong usage, 3 no answer from the cluster.'),
    ({ service, namespace, kubeconfig, context, output }) =>
      perform(() => explainCommand({ service, namespace, kubeconfig, context, output }, terminal)),
  );
}
