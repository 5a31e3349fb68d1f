import type { Service } from '../services/observed.ts';
import { connect, readWorld } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { CliError, EXIT, usageError } from './terminal.ts';

/** `web` of `web`, `svc/web`, `service/web`. @throws CliError */
function serviceName(given: string): string {
  const [, name] = /^(?:(?:services?|svc)\/)?([a-z]([-a-z0-9]*[a-z0-9])?)$/.exec(given) ?? [];
  if (name !== undefined) return name;
  throw usageError(`"${given}" does not name a Service; write service/NAME, and its namespace with -n.`);
}

/** What the options of `withAccess` and `withService` say. */
interface Named {
  readonly service: string;
  readonly namespace: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

/** Reads the Service that a command names, and connects to its cluster. @throws CliError */
export async function readService({
  service,
  namespace: given,
  ...access
}: Named): Promise<{ readonly cluster: Cluster; readonly service: Service }> {
  const name = serviceName(service);
  const cluster = await connect(access);
  const namespace = given ?? cluster.namespace;
  const services = { namespace, fieldSelector: `metadata.name=${name}` };
  const { world } = await readWorld(cluster, { services }, ['services']);
  const right = `kubectl get services -n ${namespace} lists them`;
  if (world.services[0] !== undefined) return { cluster, service: world.services[0] };
  throw new CliError(EXIT.no, `There is no Service ${namespace}/${name}; ${right}.`);
}
