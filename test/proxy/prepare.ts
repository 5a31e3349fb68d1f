import { isolate } from '../framework/network/isolation.ts';
import { whyNotHere } from '../framework/network/requirements.ts';

// Loaded before all tests: where they cannot run, they are left out; else the run goes on in a network of its own.
isolate(() => {
  const reason = whyNotHere();
  return reason && `The proxy tests are left out: ${reason}.`;
});
