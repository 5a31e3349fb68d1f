/** A node's name and address. */
export interface Place {
  readonly name: string;
  readonly address: string;
}

/** In the order of their names, as Go writes a map; their addresses, as in any grown cluster, are in no order. */
export function placesOf(count: number): Place[] {
  return Array.from({ length: count }, (_, index) => {
    // An odd factor permutes the 2^16 numbers.
    const number = (index * 40_503) % 2 ** 16;
    const name = `worker-${String(index).padStart(5, '0')}.example.org`;
    return { name, address: `10.64.${number >> 8}.${number & 255}` };
  });
}

/** Conditions of a fixture, which has three nodes, for another number of them. */
export function counting<T extends { readonly message: string }>(
  conditions: readonly T[] | null | undefined,
  places: readonly Place[],
): T[] {
  if (!conditions?.length) throw new Error('the fixture has no condition');
  return conditions.map((each) => ({ ...each, message: each.message.replaceAll('3', `${places.length}`) }));
}
