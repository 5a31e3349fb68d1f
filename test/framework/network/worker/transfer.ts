import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** How many bytes have come back so far, and what has failed. */
export interface Progress {
  readonly back: number;
  readonly failure: string | undefined;
}

const CHUNK = Buffer.alloc(16_384, 'x');
let socket: Socket | undefined;
let progress: Progress = { back: 0, failure: undefined };

/** Begins to send without end, in place of the transfer before. */
export function beginTransfer({ address, port }: { address: string; port: number }): void {
  endTransfer();
  progress = { back: 0, failure: undefined };
  const own = connect({ host: address, port });
  socket = own;
  const send = (): void => {
    if (!own.destroyed) own.write(CHUNK, () => setTimeout(send, 1));
  };
  own.on('connect', send);
  own.on('error', (error) => {
    progress = { ...progress, failure: error.message };
  });
  own.on('end', () => {
    progress = { ...progress, failure: 'ended by the backend' };
  });
  own.on('data', ({ length }) => {
    progress = { ...progress, back: progress.back + length };
  });
}

/** How far the transfer has come. */
export function lookAtTransfer(): Progress {
  return progress;
}

/** Ends the transfer. */
export function endTransfer(): void {
  socket?.destroy();
}
