/** The value below which this share of the values lies; of at least one value. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
