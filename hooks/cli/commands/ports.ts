import { ApiReader } from '../cluster/api-reader.ts';
import { connect } from '../cluster/connection.ts';
import type { ClusterOptions } from '../cluster/connection.ts';
import { readHookEnvironment } from '../cluster/hook-config.ts';
import { readWholeWorld } from '../cluster/read-world.ts';
import { configOf } from '../settings.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { portRows } from '../ports/port-rows.ts';
import { portTable } from '../ports/port-table.ts';
import type { Terminal } from '../terminal.ts';
import { paintFor } from '../text/paint.ts';
import { structuredText } from '../text/structured.ts';

export interface PortsArguments extends ClusterOptions {
  readonly pool: string | undefined;
  readonly node: string | undefined;
  readonly output: 'table' | 'json' | 'yaml';
}

/** Shows who holds which host port on which node. */
export async function portsCommand(args: PortsArguments, terminal: Terminal): Promise<ExitCode> {
  const { pool, node, output } = args;
  const reader = new ApiReader(await connect(args));
  const config = configOf(await readHookEnvironment(reader, terminal.env));
  const { world, notes } = await readWholeWorld(reader);
  for (const note of notes) terminal.err(`note: ${note}\n`);
  const rows = portRows(world, { config, pool, node, now: terminal.now() });
  terminal.out(
    output === 'table' ? portTable(rows, paintFor(terminal.colours)) : structuredText(rows, output),
  );
  return EXIT.ok;
}
