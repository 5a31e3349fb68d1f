import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Cluster } from '../../framework/cluster/cluster.ts';
import { freePort } from '../../framework/processes/free-port.ts';
import { startProcess } from '../../framework/processes/process.ts';
import type { Process } from '../../framework/processes/process.ts';

/** The zone that its in-memory provider is given, empty at first. */
export const zone = 'example.org';

/** What it does to one name and type. */
export interface Change {
  readonly verb: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly name: string;
  readonly type: string;
  /** Sorted. */
  readonly targets: readonly string[];
}

const line = /(CREATE|UPDATE \(new\)|DELETE): (\S+) \d+ IN (\S+) +([^ "]*)/;

function readChange(text: string): Change | undefined {
  const [, verb = '', name = '', type = '', targets = ''] = line.exec(text) ?? [];
  if (name === '') return undefined;
  return {
    verb: verb.split(' ')[0] as Change['verb'],
    name,
    type,
    targets: targets.split(';').sort(),
  };
}

/** A running ExternalDNS that keeps its records in memory, and looks every second. */
export class ExternalDns {
  readonly #process: Process;
  readonly #log: string;

  private constructor(process: Process, log: string) {
    this.#process = process;
    this.#log = log;
  }

  /** @param namespace whose Services it looks at */
  static async start(program: string, { plane, folder }: Cluster, namespace: string): Promise<ExternalDns> {
    const log = join(folder, 'external-dns.log');
    const args = [
      '--source=service',
      '--provider=inmemory',
      `--inmemory-zone=${zone}`,
      '--registry=noop',
      `--kubeconfig=${plane.kubeconfig}`,
      `--namespace=${namespace}`,
      '--interval=1s',
      '--min-event-sync-interval=1s',
      '--log-level=debug',
      `--metrics-address=127.0.0.1:${await freePort()}`,
    ];
    return new ExternalDns(startProcess({ name: 'external-dns', command: program, args, logFile: log }), log);
  }

  /** All that it has done so far. @throws {Error} when it has ended */
  changes(): Change[] {
    const failure = this.#process.failure();
    if (failure !== undefined) throw new Error(failure);
    const lines = readFileSync(this.#log, 'utf8').split('\n');
    return lines.map(readChange).filter((change) => change !== undefined);
  }

  /** The records that it has made of that, as `<name> <type> <target>, <target>`, sorted. */
  records(): string[] {
    const records = new Map<string, string>();
    for (const { verb, name, type, targets } of this.changes()) {
      if (verb === 'DELETE') records.delete(`${name} ${type}`);
      else records.set(`${name} ${type}`, `${name} ${type} ${targets.join(', ')}`);
    }
    return [...records.values()].sort();
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }
}
