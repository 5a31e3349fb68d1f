import { SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import type { Service } from '../../services/observed.ts';
import { connect, hookEnvironment, readWorld } from '../cluster.ts';
import type { Cluster } from '../cluster.ts';
import { command, text, withCluster } from '../command.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { explain } from '../explain/explanation.ts';
import type { Explanation } from '../explain/explanation.ts';
import { CliError, EXIT, configOf, usageError, writeNotes } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { outputText } from '../text.ts';

/** `web` of `web`, `svc/web`, `service/web`. @throws CliError */
function serviceName(given: string): string {
  const [, name] = /^(?:(?:services?|svc)\/)?([a-z]([-a-z0-9]*[a-z0-9])?)$/.exec(given) ?? [];
  if (name !== undefined) return name;
  throw usageError(`"${given}" does not name a Service; write service/NAME, and its namespace with -n.`);
}

async function readService(cluster: Cluster, name: string, namespace: string): Promise<Service> {
  const services = { namespace, fieldSelector: `metadata.name=${name}` };
  const { world } = await readWorld(cluster, { services }, ['services']);
  const right = `kubectl get services -n ${namespace} lists them`;
  if (world.services[0] !== undefined) return world.services[0];
  throw new CliError(EXIT.no, `There is no Service ${namespace}/${name}; ${right}.`);
}

async function explanationOf(cluster: Cluster, service: Service, terminal: Terminal): Promise<Explanation> {
  const { namespace, uid } = service.metadata;
  const config = configOf(await hookEnvironment(cluster, terminal.env));
  // The API server does not select by owner.
  const own = { serviceexposures: { namespace }, daemonsets: { namespace }, deployments: { namespace } };
  const pods = { namespace, labelSelector: `${SERVICE_UID_LABEL}=${uid}` };
  const required = ['serviceexposures', 'daemonsets', 'deployments'] as const;
  const { world, notes } = await readWorld(cluster, { ...own, pods, nodes: {} }, required);
  const input = { service, config, now: terminal.now() };
  const explanation = explain({ ...input, world });
  writeNotes(notes, terminal);
  // Any pod of the cluster may hold a port, so all pods are read, but only then.
  if (!explanation.problems.some(({ reason }) => reason === 'PortTaken')) return explanation;
  const whole = await readWorld(cluster, { serviceexposures: {}, pods: {} });
  writeNotes(
    whole.notes.filter((note) => !notes.includes(note)),
    terminal,
  );
  return explain({
    ...input,
    world: {
      ...world,
      serviceexposures: [...world.serviceexposures, ...whole.world.serviceexposures],
      pods: [...world.pods, ...whole.world.pods],
    },
  });
}

export const EXPLAIN = command({
  usage: 'explain <service>',
  describe: 'Say why a Service is exposed or not, and what to do next',
  options: (parser) =>
    withCluster(parser)
      .positional('service', {
        type: 'string',
        demandOption: true,
        describe: 'service/NAME, svc/NAME or NAME',
      })
      .option('namespace', { alias: 'n', ...text("Namespace; default the context's") } as const)
      .example('$0 explain service/web -n shop', 'one screen about a Service')
      .example('kubectl akrobateo explain web -o json', 'as a plugin of kubectl; for programs')
      .epilogue('Exit code: 0 exposed, 1 not exposed, 2 wrong usage, 3 no answer from the cluster.'),
  run: async ({ service: given, namespace, output, ...access }, terminal) => {
    const name = serviceName(given);
    const cluster = await connect(access);
    const service = await readService(cluster, name, namespace ?? cluster.namespace);
    const explanation = await explanationOf(cluster, service, terminal);
    terminal.out(outputText(explanation, output, () => explanationText(explanation, terminal.now())));
    return explanation.exposed ? EXIT.ok : EXIT.no;
  },
});
