import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

/** A spec or status that the API server refuses. */
export interface Refused {
  readonly value: Readonly<Record<string, unknown>>;
  /** Printed when it is accepted. */
  readonly why: string;
  /** Texts that the message of the API server has. */
  readonly want: readonly string[];
}

interface Rows<T> {
  readonly want: string | string[];
  readonly why: string;
  readonly values: readonly T[];
}

interface Table {
  /** Values of fields that have the same schema. */
  readonly fields?: readonly { readonly names: string[]; readonly refused: readonly Rows<unknown>[] }[];
  readonly specs: readonly Rows<Refused['value']>[];
  readonly statuses: readonly Rows<Refused['value']>[];
}

function flat({ want, why, values }: Rows<Refused['value']>): Refused[] {
  return values.map((value) => ({ value, why, want: [want].flat() }));
}

/** The table of one of our kinds, `load-balancer-pool` or `service-exposure`. */
export function readTable(kind: string): unknown {
  return parse(readFileSync(join(import.meta.dirname, `${kind}.yaml`), 'utf8'));
}

/** The specs and statuses that the API server refuses. */
export function readRefused(kind: string): { specs: Refused[]; statuses: Refused[] } {
  const { fields = [], specs, statuses } = readTable(kind) as Table;
  const alike = fields.flatMap(({ names, refused }) =>
    names.flatMap((name) =>
      refused.map((rows) => ({ ...rows, values: rows.values.map((value) => ({ [name]: value })) })),
    ),
  );
  return { specs: [...alike, ...specs].flatMap(flat), statuses: statuses.flatMap(flat) };
}
