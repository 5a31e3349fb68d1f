import { strict as assert } from 'node:assert';

/** A spec that the API server refuses. */
export interface Refused {
  readonly name: string;
  /** Printed when it is accepted after all. */
  readonly why: string;
  readonly spec: object;
  /** What the API server's message says. */
  readonly want: string | RegExp;
}

/** A status that the API server refuses. */
export interface RefusedStatus extends Omit<Refused, 'spec'> {
  readonly status: object;
}

/** A value that no field of its kind takes. */
export interface Fault extends Omit<Refused, 'spec'> {
  readonly value: unknown;
}

/** The faults in each of the fields of the spec that are alike. */
export function inEach(fields: readonly string[], faults: readonly Fault[]): Refused[] {
  return fields.flatMap((field) =>
    faults.map(({ name, value, ...rest }) => ({
      name: `${field} ${name}`,
      spec: { [field]: value },
      ...rest,
    })),
  );
}

/** Asserts that the API server has refused, with this in its message. */
export function assertSays(message: string | undefined, want: string | RegExp, why: string): void {
  assert.ok(message !== undefined, `accepted, although ${why}`);
  if (typeof want === 'string') assert.ok(message.includes(want), `${message}\ndoes not say: ${want}`);
  else assert.match(message, want);
}
