import { parseHostAddress } from '../kubernetes/ip-address.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Service } from './observed.ts';

/** More than any IP address has. The API server does not check the field. */
const MAX_TEXT = 64;

/** One spelling for each address. */
function canonical(text: string): string {
  const parsed = parseHostAddress(text);
  return 'value' in parsed ? parsed.value : text;
}

/**
 * Says that spec.loadBalancerIP (deprecated since Kubernetes 1.24) has no effect. It is a notice: what is exposed does not
 * depend on it. Without published addresses it is not known yet whether the address is one of them.
 */
export function ignoredIPProblems({ spec }: Service, published: readonly string[]): Problem[] {
  const requested = spec?.loadBalancerIP ?? '';
  if (requested === '' || published.length === 0) return [];
  if (published.some((address) => canonical(address) === canonical(requested))) return [];
  const what = `spec.loadBalancerIP ${requested.slice(0, MAX_TEXT)} is ignored`;
  const how = `use the annotation ${PREFIX}addresses or ${PREFIX}host-ip, or a LoadBalancerPool with the node of this address`;
  return [problem('LoadBalancerIPIgnored', `${what}; ${how}, and remove the field`)];
}
