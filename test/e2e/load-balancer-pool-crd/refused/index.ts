import { others } from './others.ts';
import { ports } from './ports.ts';
import type { Refused } from '../../crd/refused.ts';
import { selectors } from './selectors.ts';
import { tenants } from './tenants.ts';
import { tolerations } from './tolerations.ts';

/** Every kind of nonsense that the spec of a pool can hold. */
export const refused: readonly Refused[] = [...selectors, ...tolerations, ...ports, ...tenants, ...others];
