import type { ExposureOptions, IPMode } from '../kubernetes/service-exposure.ts';

/** What the ip mode depends on. */
export interface IPModeState {
  readonly options: ExposureOptions;
  /** Whether a port of the Service is left out. */
  readonly isPortRefused: boolean;
  /** Whether all published nodes use all admitted ports. */
  readonly usesAllPorts: boolean;
}

/**
 * Decides the ip mode of the published addresses. With VIP the kube-proxy of every node takes every port of the Service at
 * these addresses (KEP-1860), so a port that no proxy uses would be taken from another program.
 * 1. Proxy, if an annotation names the addresses: the annotation may name any address.
 * 2. Proxy, if the Service requests it.
 * 3. Proxy, if a port is left out, or a published node does not use all ports yet.
 * 4. Otherwise VIP.
 */
export function planIPMode({ options, isPortRefused, usesAllPorts }: IPModeState): IPMode {
  const namesAddresses = options.addresses !== undefined || options.hostIP !== undefined;
  if (namesAddresses || options.ipMode === 'Proxy') return 'Proxy';
  return isPortRefused || !usesAllPorts ? 'Proxy' : 'VIP';
}
