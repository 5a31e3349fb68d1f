import type { Scene } from './scene.ts';

/** What users do with Services, and what they then see. It ends in a steady state. */
export interface Scenario {
  /** A sentence for the report. */
  title: string;
  /** A DNS label, the start of the namespace's name. */
  name: string;
  play: (scene: Scene) => Promise<void>;
}
