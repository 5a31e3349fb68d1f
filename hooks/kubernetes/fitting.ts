/**
 * As many of the items, from the first, as take at most so many bytes of JSON.
 * @param maxBytes etcd takes objects of 1.5 MB
 */
export function fitting<T>(items: readonly T[], maxBytes: number): readonly T[] {
  let bytes = 0;
  const end = items.findIndex((item) => {
    bytes += JSON.stringify(item).length + 1;
    return bytes > maxBytes;
  });
  return end === -1 ? items : items.slice(0, end);
}
