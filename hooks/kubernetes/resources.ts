import { isRecord, parseJson } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** Compute resources of a container (V1ResourceRequirements): quantities in the API server's own spelling. */
export interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

const QUANTITY = /^(\d+)(m|Ki|Mi|Gi|Ti|k|M|G|T)?$/;
const DECIMAL = ['m', '', 'k', 'M', 'G', 'T'];
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti'];

// The API server rewrites 1000m to 1 and 1024Mi to 1Gi; an answer that held the former would be applied for ever.
function canonical(quantity: string): string | undefined {
  const [, digits, suffix = ''] = QUANTITY.exec(quantity) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (number === 0) return '0';
  const [suffixes, factor] = BINARY.includes(suffix) ? [BINARY, 1024] : [DECIMAL, 1000];
  const next = suffixes[suffixes.indexOf(suffix) + 1];
  const isLowest = next === undefined || number % factor !== 0;
  return isLowest ? `${number}${suffix}` : canonical(`${number / factor}${next}`);
}

function quantityFault(value: unknown): string | undefined {
  const right = typeof value === 'string' ? canonical(value) : undefined;
  if (right === undefined) return `has ${JSON.stringify(value)}, which is no quantity like "5m" or "16Mi"`;
  return right === value ? undefined : `has "${String(value)}": write "${right}"`;
}

/** JSON like `{"requests":{"cpu":"5m","memory":"16Mi"}}`. */
export function parseResources(text: string): Parsed<Resources> {
  const parsed = parseJson(text);
  if (parsed === undefined) return { fault: 'is not JSON such as {"requests":{"cpu":"5m","memory":"16Mi"}}' };
  if (!isRecord(parsed)) return { fault: 'is not a JSON object' };
  for (const [section, quantities] of Object.entries(parsed)) {
    if (section !== 'requests' && section !== 'limits')
      return { fault: `has "${section}"; only requests and limits are allowed` };
    if (!isRecord(quantities) || Object.keys(quantities).length === 0)
      return { fault: `has no quantities in ${section}` };
    const fault = Object.values(quantities).map(quantityFault).find(Boolean);
    if (fault !== undefined) return { fault };
  }
  return { value: parsed };
}
