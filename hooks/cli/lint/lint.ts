import type { CoreConfig } from '../../config.ts';
import { DEFAULT_POOL } from '../../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool } from '../../kubernetes/load-balancer-pool.ts';
import { isReadableSpec } from '../../kubernetes/pool-schema.ts';
import { objectionTo } from '../../services/claim.ts';
import type { Service } from '../../services/observed.ts';
import { CliError } from '../exit.ts';
import { callHooks } from '../render/render.ts';
import { settle } from '../render/settle.ts';
import { RESOURCES, resourceOf } from '../world/resources.ts';
import { EMPTY_WORLD, worldOf } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { portConflicts } from './conflicts.ts';
import { finding, problemFinding, schemaFinding } from './findings.ts';
import type { Finding } from './findings.ts';
import { checkService } from './service.ts';
import type { Checked, Setting } from './service.ts';
import type { Located } from './sources.ts';

/** The pool of the install, for which a repository need not have a file. */
const EVERY_NODE = {
  ...RESOURCES.pools,
  metadata: { name: DEFAULT_POOL },
  spec: { excludedNodes: 'Include' },
} as const;

function poolFindings(located: Located, { pools }: World): Finding[] {
  const { metadata, spec } = located.manifest as LoadBalancerPool;
  if (!isReadableSpec(spec)) {
    const { instancePath, message = 'is wrong' } = isReadableSpec.errors?.[0] ?? { instancePath: '' };
    const path = `spec${instancePath}`.split('/');
    return [finding(located, 'InvalidPool', path, `${path.join('.')} ${message}`)];
  }
  const settled = pools.find((pool) => pool.metadata.name === metadata.name);
  const empty = settled?.status?.conditions?.find(({ reason }) => reason === 'NoNodeMatches');
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

function attempt(located: Located, setting: Setting): Checked | Finding {
  try {
    return checkService(located, setting);
  } catch (error) {
    if (error instanceof CliError) return schemaFinding(located, error);
    throw error;
  }
}

/** Everything that is wrong with the Services and pools of a repository, in order of file and line. @throws CliError */
export function lint(located: readonly Located[], config: CoreConfig): Finding[] {
  const given = worldOf(located.map(({ manifest }) => manifest));
  const hasDefault = given.pools.some(({ metadata }) => metadata.name === DEFAULT_POOL);
  const assumed = hasDefault || config.poolRequired ? [] : [EVERY_NODE];
  // What runs in a cluster does not matter, also if the files contain it.
  const pools = [...given.pools.map((pool) => ({ ...pool, status: null })), ...assumed];
  const { namespaces, nodes } = given;
  const call = callHooks(config, 0);
  const world = settle({ ...EMPTY_WORLD, namespaces, nodes, pools }, call);
  const setting = { config, call, world };
  const services = located.filter(({ manifest }) => resourceOf(manifest) === 'services');
  const ours = services.filter(({ manifest }) => objectionTo(manifest as Service, config) === null);
  const checked = ours.map((each) => attempt(each, setting));
  const claims = checked.flatMap((each) => ('claim' in each ? [each.claim] : []));
  const findings = checked.flatMap((each) => {
    if ('rule' in each) return [each];
    const conflicts = each.claim === undefined ? [] : portConflicts(each.claim, claims);
    return [...each.problems, ...conflicts].map((found) => problemFinding(each.located, found));
  });
  const ofPools = located.filter(({ manifest }) => resourceOf(manifest) === 'pools');
  return [
    ...findings,
    ...services.flatMap(externalIPs),
    ...ofPools.flatMap((each) => poolFindings(each, world)),
  ].sort((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)) || a.position.line - b.position.line);
}
