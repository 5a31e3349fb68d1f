import { portLabels } from '../kubernetes/port-labels.ts';
import { nodesText, problem } from '../kubernetes/problems.ts';
import type { Problem, ProblemReason } from '../kubernetes/problems.ts';
import type { AdmittedExposure } from './admitted.ts';
import type { Pool } from './pool.ts';
import type { Proxy } from './proxies.ts';
import { holdersOn } from './rivals.ts';
import type { Rival } from './rivals.ts';

/** Why a port is not exposed: the reason, and the rule as the end of a sentence about the port. */
export type PortObjection = readonly [ProblemReason, rule: string];

// The waiting pod is the one that a rolling update may replace.
const STALLED = 'older proxies are not updated while ';

/** With so many older exposures that wait for a port, its holder is not named. */
const MANY_WAIT = 3;

/** `Service shop/web (workload None)` */
function rivalText({ service, workload }: Rival): string {
  return `Service ${service} (workload ${workload})`;
}

/** `Service shop/web (workload None) on nodes n1, n2` */
function holderText(rival: Rival): string {
  return `${rivalText(rival)} on ${nodesText(rival.nodes)}`;
}

/** `80/TCP, 443/TCP are already used by Service shop/web` */
function usedBy(ports: readonly string[], user: string): string {
  return `${ports.join(', ')} ${ports.length === 1 ? 'is' : 'are'} already used by ${user}`;
}

/**
 * Why an exposure without proxies does not get its ports. If many older ones wait for them, the holder is not named: each of
 * those that wait would have to change its status for every new holder, and each change syncs all others.
 * @param ports all that the holders hold of it, `443/TCP`
 */
export function portsHeld(
  ports: readonly string[],
  holders: readonly Rival[],
  rivals: readonly Rival[],
): Problem[] {
  const advice = 'choose another port or another pool';
  const waiting = rivals.filter(({ isOlder, nodes }) => isOlder && nodes.length === 0);
  if (holders.length > 0 && waiting.length >= MANY_WAIT) {
    const list = `kubectl get svcexp -A -l ${portLabels(ports)[0] ?? ''}`;
    const what = `${usedBy(ports, 'an older Service')}, and other older ones wait (see ${list})`;
    return [problem('PortTaken', `${what}; ${advice}`)];
  }
  return holders.map((holder) =>
    problem('PortTaken', `${usedBy(holder.ports, holderText(holder))}; ${advice}`),
  );
}

/**
 * Why proxies do not get a port: an older exposure without proxies holds it on their nodes.
 * Between proxies the scheduler decides. Without a pool the nodes of the proxies are not known, so every node counts.
 */
export function heldByOlder(
  port: string,
  rivals: readonly Rival[],
  pool: Pool | undefined,
): PortObjection | undefined {
  const withoutProxies = rivals.filter(({ workload, ports }) => workload === 'None' && ports.includes(port));
  const nodes = pool?.nodes?.map(({ name }) => name);
  const [holder] = holdersOn(withoutProxies, nodes);
  return holder && ['PortTaken', `is already used by ${holderText(holder)}`];
}

/** No node has the ports free. The exposures say which Service uses them; a pod that is not ours is not known. */
export function portTaken({ node }: Proxy, { admitted, rollout, rivals }: AdmittedExposure): Problem {
  const { ports, workload } = admitted;
  const requested = ports.join(', ');
  // Where the proxy waits, or on any node.
  const holder = rivals.find(({ nodes }) => (node === undefined ? nodes.length > 0 : nodes.includes(node)));
  const user = holder && rivalText(holder);
  if (workload === 'Deployment') {
    const users = user === undefined ? "other pods, or this Service's own, use them" : `${user} uses them`;
    return problem('PortTaken', `no matching node has ${requested} free; ${users}`);
  }
  const one = ports.length === 1 ? requested : `one of ${requested}`;
  const which = holder?.ports.join(', ') ?? one;
  const stalled = rollout.isBehind ? STALLED : '';
  return problem('PortTaken', `${stalled}${which} is already used by ${user ?? 'another pod'}`);
}
