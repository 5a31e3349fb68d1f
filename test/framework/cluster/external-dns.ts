import { readFileSync } from 'node:fs';

import type { ControlPlane } from './control-plane.ts';
import { freePort } from '../processes/free-port.ts';
import { get } from '../processes/http.ts';
import type { Launcher } from '../processes/launcher.ts';

/** The zone that its in-memory provider is given, empty at first. */
export const zone = 'example.org';

const everySecond = ['--interval=1s', '--min-event-sync-interval=1s'];

/**
 * Starts ExternalDNS for one namespace. It keeps its records in memory.
 * @param pace its flags that say how often it looks
 */
export async function startExternalDns(
  { plane, launcher }: { readonly plane: ControlPlane; readonly launcher: Launcher },
  namespace: string,
  pace: readonly string[] = everySecond,
): Promise<void> {
  const metrics = `127.0.0.1:${await freePort()}`;
  const args = [
    '--source=service',
    '--provider=inmemory',
    `--inmemory-zone=${zone}`,
    '--registry=noop',
    `--kubeconfig=${plane.kubeconfig}`,
    `--namespace=${namespace}`,
    ...pace,
    '--log-level=debug',
    `--metrics-address=${metrics}`,
  ];
  await launcher.start({ name: 'external-dns', args }, () => get(`http://${metrics}/healthz`));
}

/** The records that it has made, by its log, as `<name> <type> <target>, <target>`, sorted. */
export function recordsOf(launcher: Launcher): string[] {
  const made = new Map<string, string>();
  const log = readFileSync(launcher.logOf('external-dns'), 'utf8');
  const change = /(CREATE|UPDATE \(new\)|DELETE): (\S+) \d+ IN (\S+) +([^ "\n]*)/g;
  for (const [, verb, of = '', type = '', targets = ''] of log.matchAll(change)) {
    const key = `${of} ${type}`;
    if (verb === 'DELETE') made.delete(key);
    else made.set(key, `${key} ${targets.split(';').sort().join(', ')}`);
  }
  return [...made.values()].sort();
}
