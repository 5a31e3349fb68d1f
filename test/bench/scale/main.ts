import { casesOf } from './cases.ts';
import { connect } from './client.ts';
import { describeMachine } from '../machine.ts';
import { startHook } from '../hook.ts';
import { renderLimits } from './limits.ts';
import { measure } from './measure.ts';
import { renderTable } from './table.ts';

const NODES = [10, 100, 1000, 5000];
const ROUNDS = 9;

// An answer that is held would be timed with its holding.
const hook = await startHook({
  HELD_ANSWERS: '0',
  MAX_LAG_MILLISECONDS: '60000',
  RETENTION_SECONDS: '3600',
});
try {
  const results = await measure(connect(hook.port), NODES.flatMap(casesOf), ROUNDS);
  console.log(
    `${describeMachine()}; medians of ${ROUNDS} rounds\n\n${renderTable(results)}\n\n${renderLimits(results)}`,
  );
  console.log(`\nThe hook has had ${hook.peakMemory()?.toFixed(0) ?? '?'} MB of memory at most.`);
} finally {
  hook.stop();
}
process.exit();
