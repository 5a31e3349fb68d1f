/** Memory of the hook. */
export interface Memory {
  readonly residentMegabytes: number;
  /** Used heap. */
  readonly heapMegabytes: number;
}

function valueOf(metrics: string, name: string): number {
  const line = metrics.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  if (line === undefined) throw new Error(`the hook has no metric ${name}`);
  return Number(line.slice(name.length));
}

/** Asks the hook's own metrics. */
export async function readMemory(metricsPort: number): Promise<Memory> {
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return {
    residentMegabytes: valueOf(metrics, 'process_resident_memory_bytes') / 1e6,
    heapMegabytes: valueOf(metrics, 'nodejs_heap_size_used_bytes') / 1e6,
  };
}
