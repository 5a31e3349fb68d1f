import { freePort } from '../processes/free-port.ts';
import { get } from '../processes/http.ts';
import type { Launcher, Process } from '../processes/launcher.ts';
import { readCounters } from './counters.ts';

/** How Metacontroller can write what a hook answers. */
export const strategies = ['dynamic-apply', 'server-side-apply'] as const;

/** One of Metacontroller's `--apply-strategy`. */
export type Strategy = (typeof strategies)[number];

/** The controllers that it runs for us, by the names in their manifests. */
export type Controller = 'akrobateo-services' | 'akrobateo-exposures' | 'akrobateo-pools';

/** How often a Metacontroller with these metrics has called sync hooks: those of one controller, or of all. */
export async function readCalls(metrics: string, controller?: Controller): Promise<number> {
  const counters = await readCounters('metacontroller_sync_requests_total', metrics);
  return counters
    .filter(({ labels }) => controller === undefined || labels['controller_name'] === controller)
    .reduce((sum, { count }) => sum + count, 0);
}

/** Metacontroller; can be stopped and started again. */
export class Engine {
  readonly #launcher: Launcher;
  readonly #args: readonly string[];
  #process: Process | undefined;
  #metrics = '';

  /** @param deployed arguments of a manifest; of one that is given twice, ours counts */
  constructor(launcher: Launcher, kubeconfig: string, strategy: Strategy, deployed: readonly string[] = []) {
    this.#launcher = launcher;
    this.#args = [...deployed, `--kubeconfig=${kubeconfig}`, `--apply-strategy=${strategy}`];
  }

  async start(): Promise<this> {
    const [health, metrics] = [await freePort(), await freePort()];
    const args = [
      ...this.#args,
      `--health-probe-bind-address=127.0.0.1:${health}`,
      `--metrics-address=127.0.0.1:${metrics}`,
      '--discovery-interval=10s',
      '--workers=10',
      '--client-go-qps=200',
      '--client-go-burst=400',
    ];
    this.#metrics = `http://127.0.0.1:${metrics}/metrics`;
    const isReady = () => get(`http://127.0.0.1:${health}/readyz`);
    this.#process = await this.#launcher.start({ name: 'metacontroller', args }, isReady);
    return this;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** How often it has called sync hooks since its start: those of one controller, or of all. */
  async calls(controller?: Controller): Promise<number> {
    return readCalls(this.#metrics, controller);
  }
}
