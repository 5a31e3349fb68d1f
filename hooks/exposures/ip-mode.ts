import type { CoreConfig } from '../config.ts';
import type { Admitted, AdmittedIPMode, ExposureOptions, IPMode } from '../kubernetes/service-exposure.ts';
import { areGiven } from './addresses.ts';
import type { ExposureState } from './observed.ts';
import type { PoolChoice } from './pool.ts';

/** What was set when the rules of the pool were known. */
function settingBefore({ admitted, ipvsNode }: ExposureState['previous']): CoreConfig['ipMode'] {
  const { ipMode = 'Auto' } = admitted ?? {};
  return ipMode === 'Auto' || ipvsNode !== undefined ? 'auto' : ipMode;
}

/** The first node, in order of name, on which a proxy has found kube-proxy in IPVS mode. */
function findIPVS({ proxies }: ExposureState): string | undefined {
  const found = proxies.filter(({ foundIPVS, isScheduled }) => foundIPVS && isScheduled);
  return found.flatMap(({ node }) => node ?? []).sort()[0];
}

/**
 * Decides which ip mode is admitted. An annotation does not change it, so that no proxy restarts when the annotation does.
 * 1. The ipMode of the pool, or that of the installation (IP_MODE) if the pool has none.
 * 2. While no rules of the pool are known, what was set before.
 * 3. With auto: Auto, for which proxies check their node.
 * 4. With auto, from the moment on when a proxy has found IPVS: Proxy. In IPVS mode kube-proxy binds a VIP on every node,
 *    which cuts the nodes off from each other (kubernetes/kubernetes#75290, k3s-io/k3s#2804). The proxies do not check
 *    any more then, so only the status knows it.
 */
export function admitIPMode(
  state: ExposureState,
  { pool, missing }: PoolChoice,
  config: CoreConfig,
): { readonly ipMode: AdmittedIPMode; readonly ipvsNode: string | undefined } {
  const { previous } = state;
  const setting = missing ? settingBefore(previous) : (pool?.spec.ipMode ?? config.ipMode);
  if (setting !== 'auto') return { ipMode: setting, ipvsNode: undefined };
  const ipvsNode = previous.ipvsNode ?? findIPVS(state);
  return { ipMode: ipvsNode === undefined ? 'Auto' : 'Proxy', ipvsNode };
}

/**
 * Decides the ip mode of the published addresses. With VIP the kube-proxy of every node takes every port of the Service at
 * these addresses (KEP-1860), so a port that no proxy uses would be taken from another program.
 * 1. Proxy, if that is admitted.
 * 2. VIP with workload None. Without proxies nothing else can serve, and annotations that need proxies are refused.
 * 3. Proxy, if the Service requests it, or an annotation names the addresses: the annotation may name any address.
 * 4. Proxy, if a port is left out, if a published node does not use all ports yet, or if Auto is admitted and a published
 *    node is not checked yet: its proxy is of an older spec.
 * 5. Otherwise VIP.
 * @param allowsVIP see Outcome; says whether none of rule 4 is the case
 */
export function planIPMode(
  options: ExposureOptions,
  { ipMode, workload }: Partial<Admitted>,
  allowsVIP: boolean,
): IPMode {
  if (ipMode === 'Proxy') return 'Proxy';
  if (workload === 'None') return 'VIP';
  return areGiven(options) || options.ipMode === 'Proxy' || !allowsVIP ? 'Proxy' : 'VIP';
}
