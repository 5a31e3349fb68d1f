import { setTimeout as sleep } from 'node:timers/promises';

import { moved } from '../../hooks/cli/replay/present.ts';
import { momentOf, pairs } from '../golden.ts';
import type { Pair } from '../golden.ts';
import type { Narrator } from './narrator.ts';
import { statusLine } from './narrator.ts';

/** What of an answer is shown. */
interface Answer {
  readonly attachments: readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
  }[];
  readonly annotations?: Readonly<Record<string, string | null>>;
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

interface Container {
  readonly ports: readonly { readonly hostPort: number; readonly protocol: string }[];
}

interface Step {
  /** Below test/fixtures/services/sync. */
  readonly fixture: string;
  readonly title: string;
  readonly says: string;
}

/** The same story as `real/story.ts` tells, as far as single requests can. */
const STEPS: readonly Step[] = [
  {
    fixture: 'daemonset-new',
    title: 'A Service asks for a load balancer',
    says: 'Metacontroller sends the new Service web, type LoadBalancer, port 80. The answer is a DaemonSet that binds port 80 of each node; no status yet, for no proxy runs.',
  },
  {
    fixture: 'daemonset-first-address',
    title: 'The first proxy is ready',
    says: 'Its node is published at once.',
  },
  {
    fixture: 'daemonset-exposed',
    title: 'The others are ready too',
    says: 'Three nodes, three addresses; from now on nothing is written until something happens.',
  },
  {
    fixture: 'node-not-ready',
    title: 'A node falls silent',
    says: 'The proxy on n3 is no longer ready: its address goes, and the reason says why.',
  },
  {
    fixture: 'problem-port-taken-on-one-node',
    title: 'Somebody else holds the port on a node',
    says: 'n1 has no port 80 left. The Service stays exposed on the others and names the port and the node.',
  },
  {
    fixture: 'pool-changed',
    title: 'A LoadBalancerPool says which nodes are load balancers',
    says: 'The pool edge has become the nodes of zone a, n1 and n2: n3 is no longer published.',
  },
  {
    fixture: 'claim-became-clusterip',
    title: 'The Service becomes a ClusterIP',
    says: 'No workload any more, and a clean status.',
  },
];

function show({ attachments, annotations, status }: Answer, type: string, narrator: Narrator): void {
  for (const { kind, metadata, spec } of attachments) {
    const ports = spec.template.spec.containers.flatMap((container) => container.ports);
    const held = ports.map(({ hostPort, protocol }) => `${hostPort}/${protocol}`).join(', ');
    narrator.sees(`${kind} ${metadata.name}, host ports ${held}`);
  }
  if (attachments.length === 0) narrator.sees('no workload');
  if (status === undefined) return;
  const addresses = (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  const reason = annotations?.['akrobateo.kontena.io/reason'] ?? undefined;
  narrator.sees(statusLine({ name: 'web', type, addresses, reason }));
}

/** Sends a request that was recorded, as if it were made now. @throws {Error} unless the hook answers it */
async function send(
  origin: string,
  fixture: string,
  recorded: readonly Pair[],
): Promise<{ type: string; answer: Answer }> {
  const pair = recorded.find(({ name }) => name === `services/sync/${fixture}`);
  if (pair === undefined) throw new Error(`the fixture ${fixture} is missing`);
  const response = await fetch(`${origin}${pair.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(moved(pair.request, Date.now() - momentOf(pair.request))),
  });
  if (!response.ok) throw new Error(`the hook answered ${response.status}: ${await response.text()}`);
  const { type } = (pair.request as { object: { spec: { type: string } } }).object.spec;
  return { type, answer: (await response.json()) as Answer };
}

/**
 * Tells the story from recorded requests.
 * @param origin of a hook, `http://127.0.0.1:8080`
 * @param pause between chapters, in milliseconds
 */
export async function tellRecorded(origin: string, narrator: Narrator, pause: number): Promise<void> {
  const recorded = pairs();
  for (const [index, { fixture, title, says }] of STEPS.entries()) {
    if (index > 0) await sleep(pause);
    narrator.chapter(title, says);
    narrator.does(`POST /services/sync  test/fixtures/services/sync/${fixture}.request.json`);
    const { type, answer } = await send(origin, fixture, recorded);
    show(answer, type, narrator);
  }
}
