import type { Surroundings } from '../../../hooks/app.ts';

/** Every client may call, nothing is slow, and an internal error fails the test. */
export const QUIET: Surroundings = {
  now: () => Date.parse('2026-11-23T12:00:00Z'),
  isReady: () => true,
  tokens: () => undefined,
  lag: () => 0,
  logError: (error) => {
    throw error;
  },
  report: () => undefined,
  refused: () => undefined,
};
