import { freePort } from '../processes/free-port.ts';
import { get } from '../processes/http.ts';
import type { Launcher } from '../processes/launcher.ts';
import type { Process } from '../processes/process.ts';
import { locatePrograms } from '../processes/programs.ts';

/** How Metacontroller can write what a hook answers. */
export const strategies = ['dynamic-apply', 'server-side-apply'] as const;

/** One of Metacontroller's `--apply-strategy`. */
export type Strategy = (typeof strategies)[number];

/** The controllers that it runs for us, by the names in their manifests. */
export type Controller = 'akrobateo-services' | 'akrobateo-exposures' | 'akrobateo-pools';

/** How often sync hooks were called, those of one controller or of all, in the metrics of Metacontroller. */
export function countCalls(metrics: string, controller?: Controller): number {
  const counters = metrics
    .split('\n')
    .filter((line) => line.startsWith('metacontroller_sync_requests_total{'))
    .filter((line) => controller === undefined || line.includes(`controller_name="${controller}"`));
  return counters.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Metacontroller; can be stopped and started again. */
export class Engine {
  readonly #launcher: Launcher;
  readonly #kubeconfig: string;
  readonly #strategy: Strategy;
  #process: Process | undefined;
  #metrics = '';

  constructor(launcher: Launcher, kubeconfig: string, strategy: Strategy) {
    this.#launcher = launcher;
    this.#kubeconfig = kubeconfig;
    this.#strategy = strategy;
  }

  async start(): Promise<this> {
    const [health, metrics] = [await freePort(), await freePort()];
    const args = [
      `--kubeconfig=${this.#kubeconfig}`,
      `--health-probe-bind-address=127.0.0.1:${health}`,
      `--metrics-address=127.0.0.1:${metrics}`,
      `--apply-strategy=${this.#strategy}`,
      '--discovery-interval=10s',
      '--workers=10',
      '--client-go-qps=200',
      '--client-go-burst=400',
    ];
    const command = locatePrograms().metacontroller;
    this.#metrics = `http://127.0.0.1:${metrics}/metrics`;
    this.#process = await this.#launcher.start({ name: 'metacontroller', command, args }, () =>
      get(`http://127.0.0.1:${health}/readyz`),
    );
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
    return countCalls(await get(this.#metrics), controller);
  }
}
