import type { Registry } from 'prom-client';

/** What Prometheus adds to every series of a target that deploy/monitoring/pod-monitor.yaml finds. */
const OF_TARGET = ['job', 'instance', 'namespace', 'pod'];
const OF_HISTOGRAM: Readonly<Record<string, readonly string[]>> = { _bucket: ['le'], _sum: [], _count: [] };

/** The metrics of prom-client's registry know their labels, which its types do not tell. */
interface Described {
  readonly name: string;
  readonly labelNames: readonly string[];
}

/** From the name of every series to its labels; a histogram has three names. */
export function labelsBySeries(registry: Registry): Map<string, readonly string[]> {
  const series = new Map<string, readonly string[]>([['up', OF_TARGET]]);
  for (const metric of registry.getMetricsAsArray()) {
    const { name, labelNames } = metric as unknown as Described;
    const labels = [...labelNames, ...OF_TARGET];
    if (metric.constructor.name !== 'Histogram') series.set(name, labels);
    else
      for (const [suffix, more] of Object.entries(OF_HISTOGRAM))
        series.set(`${name}${suffix}`, [...labels, ...more]);
  }
  return series;
}
