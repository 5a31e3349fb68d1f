import { matchesSelector } from '../../kubernetes/label-selector.ts';
import type { NodeRequirement } from '../../kubernetes/label-selector.ts';
import { nodesText, problem } from '../../kubernetes/problems.ts';
import type { Problem } from '../../kubernetes/problems.ts';
import type { Admitted } from '../../kubernetes/service-exposure.ts';

/** What a Service gets of its nodes. */
export interface Claim {
  readonly key: string;
  /** `shop/web (deploy/web.yaml:12)` */
  readonly text: string;
  readonly admitted: Admitted;
  readonly hostIP: string | undefined;
  readonly replicas: number;
  /** Names; undefined: not known. */
  readonly nodes: readonly string[] | undefined;
}

/** Whether labels exist that meet all requirements. Gt and Lt can be met. */
function canBeMet(requirements: readonly NodeRequirement[]): boolean {
  const compared = requirements.filter(({ operator }) => operator !== 'Gt' && operator !== 'Lt');
  return compared.every(({ key }) => {
    const own = compared.filter((each) => each.key === key);
    // No label has the value *, so no requirement names it.
    const values = [...own.flatMap((each) => each.values ?? []), '*'];
    const candidates = [{}, ...values.map((value) => ({ [key]: value }))];
    return candidates.some((labels) => matchesSelector({ matchExpressions: own }, labels));
  });
}

function needed({ admitted, replicas }: Claim, nodes: readonly string[]): number {
  return admitted.workload === 'Deployment' ? Math.min(replicas, nodes.length) : nodes.length;
}

/** Whether every node of a Deployment is also one of the other Service, as far as the requirements say. */
function isCovered({ admitted: { nodeSelector: own = [] } }: Claim, { admitted }: Claim): boolean {
  const texts = new Set(own.map((each) => JSON.stringify(each)));
  return (admitted.nodeSelector ?? []).every((each) => texts.has(JSON.stringify(each)));
}

/** Whether one of two Services keeps the other from a node, as far as their requirements say. */
function mayOverlap(a: Claim, b: Claim): boolean {
  const [deployment, second] = [a, b].filter(({ admitted }) => admitted.workload === 'Deployment');
  if (deployment === undefined)
    return canBeMet([...(a.admitted.nodeSelector ?? []), ...(b.admitted.nodeSelector ?? [])]);
  return second === undefined && isCovered(deployment, deployment === a ? b : a);
}

/**
 * Whether two Services with the same port need more nodes than there are.
 * 1. Not if it is the same Service (for two clusters), or each has its own host-ip.
 * 2. Nodes known: a Deployment needs as many as it has replicas, everything else all of its nodes.
 * 3. Nodes not known: unless the requirements contradict each other. The scheduler finds other nodes for a Deployment, except
 *    if all of its nodes are those of the other Service.
 */
function areRivals(a: Claim, b: Claim): boolean {
  if (a.key === b.key || (a.hostIP && b.hostIP && a.hostIP !== b.hostIP)) return false;
  if (!a.nodes || !b.nodes) return mayOverlap(a, b);
  return needed(a, a.nodes) + needed(b, b.nodes) > new Set([...a.nodes, ...b.nodes]).size;
}

const SHOWN = 3;

/** The ports that a Service shares with others on the same nodes, a problem for each. */
export function portConflicts(claim: Claim, all: readonly Claim[]): Problem[] {
  return claim.admitted.ports.flatMap((port) => {
    const rivals = all.filter((each) => each.admitted.ports.includes(port) && areRivals(claim, each));
    if (rivals.length === 0) return [];
    const more = rivals.length > SHOWN ? ` and ${rivals.length - SHOWN} more` : '';
    const names = rivals.slice(0, SHOWN).map(({ text }) => text);
    const who = `Service${rivals.length === 1 ? '' : 's'} ${names.join(', ')}${more}`;
    const shared = claim.nodes?.filter((node) => rivals.some(({ nodes }) => nodes?.includes(node)));
    const where = shared ? ` on ${nodesText(shared)}` : ', and their nodes overlap';
    const how = 'give one of them another port, or a LoadBalancerPool with other nodes';
    return [problem('PortTaken', `${port} is also requested by ${who}${where}; ${how}`)];
  });
}
