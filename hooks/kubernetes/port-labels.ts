import { PREFIX } from './keys.ts';
import { readPort } from './ports.ts';

/** With more ports, an exposure has one label for all of them. */
const MAX_PORT_LABELS = 64;

/** Label of an exposure with too many ports for a label of each. */
export const MANY_PORTS_LABEL = `${PREFIX}many-ports`;

/** `akrobateo.kontena.io/port-443-tcp` for `443/TCP` */
function portLabel(text: string): string {
  const { port, protocol } = readPort(text);
  return `${PREFIX}port-${port}-${protocol.toLowerCase()}`;
}

/**
 * The labels by which a ServiceExposure is found by those that use one of its ports, and by
 * `kubectl get svcexp -A -l akrobateo.kontena.io/port-443-tcp`.
 * @param ports `443/TCP`
 */
export function portLabels(ports: readonly string[]): string[] {
  return ports.length > MAX_PORT_LABELS ? [MANY_PORTS_LABEL] : ports.map(portLabel);
}
