import { SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import type { Service } from '../../services/observed.ts';
import { hookEnvironment, readWorld } from '../cluster.ts';
import type { Cluster } from '../cluster.ts';
import { command, withCluster, withService } from '../command.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { explain } from '../explain/explanation.ts';
import type { Explanation } from '../explain/explanation.ts';
import { readService } from '../named-service.ts';
import { EXIT, configOf, writeNotes } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { outputText } from '../text.ts';

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
    withService(withCluster(parser))
      .example('$0 explain service/web -n shop', 'one screen about a Service')
      .example('kubectl akrobateo explain web -o json', 'as a plugin of kubectl; for programs')
      .epilogue('Exit code: 0 exposed, 1 not exposed, 2 wrong usage, 3 no answer from the cluster.'),
  run: async ({ output, ...args }, terminal) => {
    const { cluster, service } = await readService(args);
    const explanation = await explanationOf(cluster, service, terminal);
    terminal.out(outputText(explanation, output, () => explanationText(explanation, terminal.now())));
    return explanation.exposed ? EXIT.ok : EXIT.no;
  },
});
