import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, EXIT } from '../exit.ts';
import { exchange } from '../network/exchange.ts';
import type { Exchanged } from '../network/exchange.ts';
import { networkFault } from '../network/network-fault.ts';

/** A running hook, and what it takes to be heard. */
export interface HookAddress {
  readonly url: URL;
  readonly token: string | undefined;
  readonly ca: string | undefined;
}

/** How often a hook that is busy is asked again. */
const TRIES = 5;

function unreachable({ url }: HookAddress, why: string): CliError {
  return new CliError(EXIT.unreachable, `The hook at ${url.origin} cannot be reached: ${why}.`);
}

async function ask(address: HookAddress, path: string, body?: string): Promise<Exchanged> {
  const { url, token, ca } = address;
  const headers = {
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
  };
  const options = {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(ca === undefined ? {} : { ca }),
  };
  try {
    return await exchange(new URL(url.pathname.replace(/\/$/, '') + path, url), options, body);
  } catch (error) {
    throw unreachable(address, networkFault(error));
  }
}

/** How far the hook's clock is ahead of ours, in milliseconds; it tells whole seconds only. @throws CliError */
export async function clockAhead(address: HookAddress, now: () => number): Promise<number> {
  const { status, headers } = await ask(address, '/healthz');
  if (status !== 200)
    throw unreachable(address, `something else answers there (status ${status} at /healthz)`);
  const ahead = Date.parse(String(headers['date'])) - now();
  return Math.abs(ahead) > 2000 ? ahead : 0;
}

/** Sends a request; a hook that is too busy is asked again when it says so. @throws CliError */
export async function send(address: HookAddress, path: string, body: string): Promise<Exchanged> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(address, path, body);
    if (answer.status === 401) {
      throw new CliError(
        EXIT.unreachable,
        `The hook at ${address.url.origin} wants a token; name its file with --token-file.`,
      );
    }
    if (answer.status !== 429 || tries === TRIES) return answer;
    await sleep(1000 * Math.min(5, Number(answer.headers['retry-after'] ?? 1)));
  }
}
