import { setTimeout as sleep } from 'node:timers/promises';
import { momentOf, moved } from '../../hooks/cli/times.ts';
import { exposureRequestFor, serviceRequestFor } from '../../hooks/cli/requests.ts';
import { EMPTY_WORLD } from '../../hooks/cli/world.ts';
import type { World } from '../../hooks/cli/world.ts';
import type { ExposureAnswer } from '../../hooks/exposures/sync.ts';
import type { Answer } from '../../hooks/services/answer.ts';
import { EXPOSED, NODES, TAKEN, changed, pool, running, service, settled } from '../cli/worlds.ts';
import type { Narrator } from './narrator.ts';
import { statusLine } from './narrator.ts';

interface Step {
  readonly title: string;
  readonly says: string;
  /** What the hook is called with, one after the other. */
  readonly calls: readonly (readonly ['/services/sync' | '/exposures/sync', World])[];
}

const NEW: World = { ...EMPTY_WORLD, services: [service()] };
const ADMITTED = settled(NEW);
const SILENT = running(service(), ['ready', 'ready', 'failed']);
const POOLED = settled({ ...EXPOSED, pools: [pool('default')], nodes: NODES.slice(0, 2) });

/** The hook is called for the ServiceExposure, which reports, and then for the Service, which publishes. */
function both(world: World): Step['calls'] {
  return [
    ['/exposures/sync', world],
    ['/services/sync', world],
  ];
}

/** The same as `real/story.ts` shows, as far as single requests can. */
const STEPS: readonly Step[] = [
  {
    title: 'A Service requests a load balancer',
    says: 'Metacontroller sends the new Service web, type LoadBalancer, port 80. The answer is a ServiceExposure. Its controller admits the port, and the Service gets a DaemonSet that binds port 80 of each node.',
    calls: [['/services/sync', NEW], ...both(ADMITTED)],
  },
  {
    title: 'The proxies are ready',
    says: 'Three nodes, three addresses. From now on nothing is written until something happens.',
    calls: both(EXPOSED),
  },
  {
    title: 'A proxy fails',
    says: 'The proxy on n3 stops: its address is removed, and the reason says why.',
    calls: both(SILENT),
  },
  {
    title: 'Another pod uses the port on a node',
    says: 'Port 80 of n1 is not free. The Service stays exposed on the others and names the port and the node.',
    calls: both(TAKEN),
  },
  {
    title: 'A LoadBalancerPool says which nodes are load balancers',
    says: 'The pool default has the nodes n1 and n2: n3 is no longer published.',
    calls: both(POOLED),
  },
  {
    title: 'The Service becomes a ClusterIP',
    says: 'The ServiceExposure and the workload are deleted, and the status is empty.',
    calls: [
      ['/services/sync', changed(EXPOSED, (own) => ({ ...own, spec: { ...own.spec, type: 'ClusterIP' } }))],
    ],
  },
];

function attachmentText({ kind = '', metadata, spec }: Answer['attachments'][number]): string {
  const name = `${kind} ${metadata?.name ?? ''}`;
  if (spec === undefined) return name;
  if ('ports' in spec) return `${name}, ports ${spec.ports.join(', ')}`;
  const containers = 'template' in spec ? (spec.template.spec?.containers ?? []) : [];
  const held = containers.flatMap(({ ports = [] }) =>
    ports.map(({ hostPort = 0, protocol = '' }) => `${hostPort}/${protocol}`),
  );
  return `${name}, host ports ${held.join(', ')}`;
}

function showService({ attachments, annotations, status }: Answer, type: string, narrator: Narrator): void {
  for (const attachment of attachments) narrator.sees(attachmentText(attachment));
  if (attachments.length === 0) narrator.sees('no workload');
  if (status === undefined) return;
  const addresses = (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  const reason = annotations?.['akrobateo.kontena.io/reason'] ?? undefined;
  narrator.sees(statusLine({ name: 'web', type, addresses, reason }));
}

function showExposure({ status: { admitted, nodes, problems } }: ExposureAnswer, narrator: Narrator): void {
  narrator.sees(`admitted ${admitted?.workload ?? 'nothing'}, ports ${admitted?.ports.join(', ') ?? 'none'}`);
  narrator.sees(`nodes ${nodes.map(({ name }) => name).join(', ') || 'none'}`);
  for (const { reason } of problems) narrator.sees(`problem ${reason}`);
}

/** Sends a request as if it were made now. @throws {Error} unless the hook answers it */
async function send(url: string, request: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(moved(request, Date.now() - momentOf(request))),
  });
  if (!response.ok) throw new Error(`the hook answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/**
 * Shows requests and answers.
 * @param origin of a hook, `http://127.0.0.1:8080`
 * @param pause between chapters, in milliseconds
 */
export async function tellRecorded(origin: string, narrator: Narrator, pause: number): Promise<void> {
  for (const [index, { title, says, calls }] of STEPS.entries()) {
    if (index > 0) await sleep(pause);
    narrator.chapter(title, says);
    for (const [path, world] of calls) {
      const [own = service()] = world.services;
      const [exposure] = world.exposures;
      narrator.does(`POST ${path}`);
      if (path === '/services/sync') {
        const answer = await send(`${origin}${path}`, serviceRequestFor(own, world));
        showService(answer as Answer, own.spec?.type ?? '', narrator);
      } else if (exposure !== undefined) {
        const answer = await send(`${origin}${path}`, exposureRequestFor(exposure, world));
        showExposure(answer as ExposureAnswer, narrator);
      }
    }
  }
}
