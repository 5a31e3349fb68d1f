import { exchange } from './exchange.ts';
import type { Order, Report } from './protocol.ts';
import { SteadyCaller } from './steady.ts';

// Runs in the client's network namespace and takes orders from the suite.
const callers = new Map<number, SteadyCaller>();

async function obey(order: Order): Promise<Omit<Report, 'id'>> {
  if (order.what === 'once') return { answer: await exchange(order.target, order.timeout) };
  if (order.what === 'start') {
    callers.set(order.id, new SteadyCaller(order.target, order.manner));
    return {};
  }
  const tally = await callers.get(order.started)?.stop();
  return tally === undefined ? { error: 'not started' } : { tally };
}

process.on('message', (order: Order) => {
  obey(order)
    .catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException;
      return { error: code ?? message };
    })
    .then((report) => process.send?.({ id: order.id, ...report }))
    .catch(() => process.exit(1));
});
process.on('disconnect', () => process.exit());
