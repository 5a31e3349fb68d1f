import { ApiReader, Refusal } from '../cluster/api-reader.ts';
import { connect } from '../cluster/connection.ts';
import type { ClusterOptions } from '../cluster/connection.ts';
import { readHookEnvironment } from '../cluster/hook-config.ts';
import { readServiceWorld, readWholeWorld } from '../cluster/read-world.ts';
import { CliError, EXIT, usageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { explain } from '../explain/explanation.ts';
import type { Explanation } from '../explain/explanation.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { holdersOf } from '../ports/holders.ts';
import { configOf } from '../settings.ts';
import type { Service } from '../../services/observed.ts';
import type { Terminal } from '../terminal.ts';
import { paintFor } from '../text/paint.ts';
import { structuredText } from '../text/structured.ts';

export interface ExplainArguments extends ClusterOptions {
  readonly service: string;
  readonly namespace: string | undefined;
  readonly output: 'table' | 'json' | 'yaml';
}

const KINDS = ['service', 'services', 'svc'];

/** `web` of `web`, `svc/web`, `service/web`. @throws CliError */
export function serviceName(text: string): string {
  const [first = '', second, ...more] = text.split('/');
  const name = second ?? first;
  const isService = second === undefined || KINDS.includes(first.toLowerCase());
  if (isService && more.length === 0 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) return name;
  throw usageError(`"${text}" names no Service; write service/NAME, and its namespace with -n.`);
}

async function readService(reader: ApiReader, name: string, namespace: string): Promise<Service> {
  try {
    return await reader.get<Service>('services', name, namespace);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    const right = `kubectl get services -n ${namespace} shows those that there are`;
    throw new CliError(EXIT.no, `There is no Service ${namespace}/${name}; ${right}.`);
  }
}

async function explanationOf(reader: ApiReader, service: Service, terminal: Terminal): Promise<Explanation> {
  const now = terminal.now();
  const config = configOf(await readHookEnvironment(reader, terminal.env));
  const { world, notes } = await readServiceWorld(reader, service);
  const input = { service, world, config, now };
  const first = explain({ ...input, neighbours: undefined });
  // Who holds a port may be anybody: only then everybody is asked for.
  const isTaken = first.problems.some(({ reason }) => reason === 'PortTaken');
  const whole = isTaken ? await readWholeWorld(reader) : undefined;
  for (const note of new Set([...notes, ...(whole?.notes ?? [])])) terminal.err(`note: ${note}\n`);
  return whole === undefined ? first : explain({ ...input, neighbours: holdersOf(whole.world) });
}

/** Says why a Service is exposed or not, and what to do next. */
export async function explainCommand(args: ExplainArguments, terminal: Terminal): Promise<ExitCode> {
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
