import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../../hooks/services/observed.ts';
import type { Answer } from '../../hooks/services/answer.ts';
import { pairs } from '../golden.ts';
import { rowText } from './output.ts';
import type { Output } from './output.ts';

/** Requests of `test/fixtures/services/sync`, and what is to be seen in their answers. */
const STEPS: readonly (readonly [fixture: string, title: string, text: string])[] = [
  [
    'daemonset-new',
    'A Service requests a load balancer',
    'Metacontroller sends the new Service. The answer is a ServiceExposure, whose controller admits the ports.',
  ],
  [
    'daemonset-admitted',
    'The ports are admitted',
    'The Service gets a DaemonSet whose pods bind its ports on every node.',
  ],
  ['daemonset-exposed', 'The proxies are ready', 'The addresses of their nodes are published.'],
  [
    'problem-port-taken-on-one-node',
    'Another pod uses the port on a node',
    'The Service is exposed on the other nodes. The reason names the port and the node.',
  ],
  [
    'claim-became-clusterip',
    'The Service becomes a ClusterIP',
    'The ServiceExposure and the workload are deleted, and the status is empty.',
  ],
];

function attachmentText({ kind = '', metadata, spec }: Answer['attachments'][number]): string {
  const ports = spec !== undefined && 'ports' in spec ? `, ports ${spec.ports.join(', ')}` : '';
  return `     ${kind} ${metadata?.name ?? ''}${ports}`;
}

function print({ attachments, annotations, status }: Answer, { spec }: Service, output: Output): void {
  for (const attachment of attachments) output.line(attachmentText(attachment));
  if (attachments.length === 0) output.line('     no ServiceExposure, no workload');
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  const reason = annotations?.['akrobateo.kontena.io/reason'] ?? undefined;
  output.line(rowText({ name: 'web', type: spec?.type ?? '', addresses, reason }));
}

/**
 * Sends recorded requests to a hook, and prints its answers.
 * @param origin of the hook, `http://127.0.0.1:8080`
 * @param pause between two steps, in milliseconds
 * @throws {Error} unless the hook answers every request
 */
export async function runRecorded(origin: string, output: Output, pause: number): Promise<void> {
  const all = pairs();
  for (const [fixture, title, text] of STEPS) {
    const pair = all.find(({ name }) => name === `services/sync/${fixture}`);
    if (pair === undefined) throw new Error(`there is no fixture services/sync/${fixture}`);
    output.step(title, text);
    output.command(`curl --data @test/fixtures/${pair.name}.request.json http://akrobateo${pair.path}`);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(pair.request);
    const response = await fetch(`${origin}${pair.path}`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`the hook answered ${response.status}: ${await response.text()}`);
    const { object } = pair.request as { object: Service };
    print((await response.json()) as Answer, object, output);
    await sleep(pause);
  }
}
