import type { CoreConfig } from '../../config.ts';
import { DEFAULT_POOL } from '../../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool } from '../../kubernetes/load-balancer-pool.ts';
import type { Node } from '../../pools/members.ts';
import { objectionTo } from '../../services/claim.ts';
import type { Service } from '../../services/observed.ts';
import type { Located } from '../files.ts';
import { hooksAt, withPools } from '../hooks.ts';
import type { Hooks } from '../hooks.ts';
import { EMPTY_WORLD, RESOURCES, resourceOf, worldOf } from '../world.ts';
import type { World } from '../world.ts';
import { portConflicts } from './conflicts.ts';
import { finding, problemFinding, schemaFinding } from './findings.ts';
import type { Finding } from './findings.ts';
import { checkService } from './service.ts';
import type { Checked, Setting } from './service.ts';
import { CliError, usageError } from '../terminal.ts';

/** The pool of the install, for which a repository need not have a file. */
const EVERY_NODE = {
  ...RESOURCES.loadbalancerpools,
  metadata: { name: DEFAULT_POOL },
  spec: { excludedNodes: 'Include' },
} as const;

/** A finding instead of what a check throws because the schema of a hook refuses the object. */
function attempt<T>(located: Located, check: () => T): T | Finding {
  try {
    return check();
  } catch (error) {
    if (error instanceof CliError) return schemaFinding(located, error);
    throw error;
  }
}

/** Services cannot be checked against pools and nodes that cannot be read. @throws CliError */
function refuseMalformed(located: readonly Located[], hooks: Hooks): void {
  for (const each of located) {
    const key = resourceOf(each.manifest);
    if (key !== 'loadbalancerpools' && key !== 'nodes') continue;
    const pool = key === 'loadbalancerpools' ? (each.manifest as LoadBalancerPool) : EVERY_NODE;
    const nodes = key === 'nodes' ? [each.manifest as Node] : [];
    const fault = attempt(each, () => hooks.pool(pool, { ...EMPTY_WORLD, nodes }));
    if (!('rule' in fault)) continue;
    const { file, position, object, message } = fault;
    const field = `${each.manifest.kind.toLowerCase()}.${fault.field.replace(/\.\d+\b.*/, '')}`;
    throw usageError(`${file}:${position.line}: ${object}: ${message}; see kubectl explain ${field}.`);
  }
}

function poolFindings(located: Located, { loadbalancerpools }: World): Finding[] {
  const synced = loadbalancerpools.find(({ metadata }) => metadata.name === located.manifest.metadata.name);
  const empty = synced?.status?.conditions?.find(({ reason }) => reason === 'NoNodeMatches');
  return empty ? [finding(located, 'NoNodeMatches', ['spec', 'nodeSelector'], empty.message)] : [];
}

function externalIPs(located: Located): Finding[] {
  const { spec } = located.manifest as Service;
  if (!Array.isArray(spec?.externalIPs) || spec.externalIPs.length === 0) return [];
  const rule =
    'spec.externalIPs is deprecated since Kubernetes 1.36, and to be off by default in 1.40 (KEP-5707)';
  const how = 'use type LoadBalancer, which publishes the addresses of nodes, and remove the field';
  return [finding(located, 'ExternalIPs', ['spec', 'externalIPs'], `${rule}; ${how}`)];
}

function serviceFindings(services: readonly Located[], setting: Setting): Finding[] {
  const ours = services.filter(({ manifest }) => objectionTo(manifest as Service, setting.config) === null);
  const checked = ours.map((each): Checked | Finding => attempt(each, () => checkService(each, setting)));
  const claims = checked.flatMap((each) => ('claim' in each ? [each.claim] : []));
  return checked.flatMap((each) => {
    if ('rule' in each) return [each];
    const conflicts = each.claim === undefined ? [] : portConflicts(each.claim, claims);
    return [...each.problems, ...conflicts].map((found) => problemFinding(each.located, found));
  });
}

/** Everything that is wrong with the Services and pools of a repository, in order of file and line. @throws CliError */
export function lint(located: readonly Located[], config: CoreConfig): Finding[] {
  const hooks = hooksAt(0, config);
  refuseMalformed(located, hooks);
  const { namespaces, nodes, ...given } = worldOf(located.map(({ manifest }) => manifest));
  const hasDefault = given.loadbalancerpools.some(({ metadata }) => metadata.name === DEFAULT_POOL);
  const assumed = hasDefault || config.poolRequired ? [] : [EVERY_NODE];
  // What runs in a cluster does not matter, also if the files contain it.
  const pools = [...given.loadbalancerpools.map((pool) => ({ ...pool, status: null })), ...assumed];
  const world = withPools({ ...EMPTY_WORLD, namespaces, nodes, loadbalancerpools: pools }, hooks);
  const services = located.filter(({ manifest }) => resourceOf(manifest) === 'services');
  const ofPools = located.filter(({ manifest }) => resourceOf(manifest) === 'loadbalancerpools');
  return [
    ...serviceFindings(services, { config, hooks, world }),
    ...services.flatMap(externalIPs),
    ...ofPools.flatMap((each) => poolFindings(each, world)),
  ].sort((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)) || a.position.line - b.position.line);
}
