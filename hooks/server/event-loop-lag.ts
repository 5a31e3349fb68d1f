import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How finely the delay is measured, and over which time it is averaged; milliseconds. */
const RESOLUTION = 20;
const INTERVAL = 1000;

/** Measures how late the event loop is, on average over the last second, in milliseconds. */
export function measureLag(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  let lag = 0;
  setInterval(() => {
    const mean = histogram.mean / 1e6;
    lag = Number.isNaN(mean) ? 0 : Math.max(0, mean - RESOLUTION);
    histogram.reset();
  }, INTERVAL).unref();
  return () => lag;
}
