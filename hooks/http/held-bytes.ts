import type { Response } from 'express';
import { overloaded } from './overload.ts';
import type { Overload } from './overload.ts';

/** Takes how much of a body there is; throws when all bodies are too large together. */
export type Hold = (bytes: number) => void;

/** Counts what the bodies under way take in memory, or will take by what they announce. */
export class HeldBytes {
  #total = 0;
  readonly #limit: number;
  readonly #onRefused: (why: Overload) => void;

  /** @param limit at least the size of one body: a request alone is never too large */
  constructor(limit: number, onRefused: (why: Overload) => void) {
    this.#limit = limit;
    this.#onRefused = onRefused;
  }

  /** Counts the body of one request until its answer is out. */
  of(response: Response): Hold {
    let held = 0;
    response.once('close', () => {
      this.#total -= held;
    });
    return (bytes) => {
      // Content-Length counts until more has come, as with a compressed body.
      if (bytes <= held) return;
      this.#total += bytes - held;
      held = bytes;
      if (this.#total > this.#limit) throw overloaded('bytes_in_flight', response, this.#onRefused);
    };
  }
}
