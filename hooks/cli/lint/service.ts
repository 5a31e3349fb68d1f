import type { CoreConfig } from '../../config.ts';
import { addressesIn, areGiven, chooseAddresses, familyProblems } from '../../exposures/addresses.ts';
import { admit } from '../../exposures/admission.ts';
import type { AdmittedExposure } from '../../exposures/admitted.ts';
import { readState } from '../../exposures/observed.ts';
import { nodeProblems } from '../../exposures/problems.ts';
import { readSpec } from '../../kubernetes/service-exposure.ts';
import { problem } from '../../kubernetes/problems.ts';
import type { Problem } from '../../kubernetes/problems.ts';
import type { Admitted, ServiceExposure } from '../../kubernetes/service-exposure.ts';
import { readToleration } from '../../kubernetes/tolerations.ts';
import { renderExposure } from '../../services/exposure.ts';
import type { Service } from '../../services/observed.ts';
import { readOptions } from '../../services/options.ts';
import { readRequested } from '../../services/requested.ts';
import type { Located } from '../files.ts';
import type { Hooks } from '../hooks.ts';
import { withPlaceholders } from '../placeholders.ts';
import { objectionToNode } from '../placement.ts';
import { exposureRequestFor } from '../requests.ts';
import { keyOf } from '../world.ts';
import type { World } from '../world.ts';
import type { Claim } from './conflicts.ts';
import { positionOf } from './position.ts';

/** What Services are checked with: the world has pools, namespaces and nodes. */
export interface Setting {
  readonly config: CoreConfig;
  readonly hooks: Hooks;
  readonly world: World;
}

/** A Service with what is wrong with it alone, and what it gets of the nodes. */
export interface Checked {
  readonly located: Located;
  readonly problems: readonly Problem[];
  readonly claim?: Claim;
}

/** Names of the nodes that what is admitted may use; taints do not matter without proxies. */
function placedNodes(admitted: Admitted, { config, world }: Setting): string[] {
  const { workload, nodeSelector = [], tolerations = [] } = admitted;
  const ofProxies = [...config.tolerations, ...tolerations].map(readToleration);
  const tolerated = workload === 'None' ? [{ operator: 'Exists' } as const] : ofProxies;
  return world.nodes
    .filter((node) => objectionToNode(nodeSelector, tolerated, node) === null)
    .map(({ metadata }) => metadata.name);
}

/** What the known nodes lack. An empty pool is a problem of its own. */
function nodeFaults(of: Pick<AdmittedExposure, 'exposure' | 'pool'>, names: readonly string[]): Problem[] {
  const { exposure, pool } = of;
  if (pool?.state !== 'current') return [];
  if (names.length === 0) {
    const where = `no node of LoadBalancerPool ${pool.name}`;
    return [problem('NoNodeMatches', `${where} matches the node selector and tolerations; correct them`)];
  }
  const { spec } = exposure;
  const addresses = [...chooseAddresses(names, addressesIn(pool.nodes ?? []), spec, pool).values()].flat();
  const { length } = names;
  return [
    ...(areGiven(spec.options) ? [] : nodeProblems(exposure, length, length, addresses.length)),
    ...familyProblems(addresses, of),
  ];
}

/**
 * What the hooks say about one Service. They get no other one, because files do not say which of two is first.
 * @throws CliError if the schema of the hook refuses it
 */
export function checkService(located: Located, setting: Setting): Checked {
  const { config, hooks, world } = setting;
  const service = withPlaceholders(located.manifest as Service);
  // Only for the schema: the parts of its answer are needed one by one.
  hooks.service(service, world);
  const reading = readRequested(service);
  if ('problem' in reading) return { located, problems: [reading.problem] };
  const { options, problems } = readOptions({ service, exposure: undefined }, reading.requested, config);
  if (options === undefined) return { located, problems };
  const { metadata, spec } = renderExposure({ service, exposure: undefined }, reading.requested, options);
  const object: ServiceExposure = {
    metadata: { ...metadata, uid: service.metadata.uid },
    spec: readSpec(spec),
  };
  const state = readState(exposureRequestFor(object, world));
  const { admitted, pool, problems: refused } = admit(state, config);
  if (admitted === undefined) return { located, problems: refused };
  const nodes = world.nodes.length === 0 ? undefined : placedNodes(admitted, setting);
  const text = `${keyOf(service)} (${located.file}:${positionOf(located, ['metadata', 'name']).line})`;
  const { hostIP, replicas = 1 } = options;
  return {
    located,
    problems: [...refused, ...nodeFaults({ ...state, pool }, nodes ?? [])],
    claim: { key: keyOf(service), text, admitted, hostIP, replicas, nodes },
  };
}
