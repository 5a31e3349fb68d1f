import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, EXIT } from '../exit.ts';
import { exchange, networkFault } from '../network/exchange.ts';
import type { Exchanged } from '../network/exchange.ts';

/** A running hook, and its credentials. */
export interface HookAddress {
  readonly url: URL;
  readonly token: string | undefined;
  readonly ca: string | undefined;
}

/** How often a request is sent while the hook is busy. */
const TRIES = 5;

async function post(address: HookAddress, path: string, body: string): Promise<Exchanged> {
  const { url, token, ca } = address;
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  const options = { method: 'POST', headers, ...(ca === undefined ? {} : { ca }) };
  try {
    return await exchange(new URL(url.pathname.replace(/\/$/, '') + path, url), options, body);
  } catch (error) {
    const message = `The hook at ${url.origin} cannot be reached: ${networkFault(error)}.`;
    throw new CliError(EXIT.unreachable, message);
  }
}

/** Sends a request, again after the time that a busy hook names. @throws CliError */
export async function send(address: HookAddress, path: string, body: string): Promise<Exchanged> {
  for (let tries = 1; ; tries += 1) {
    const answer = await post(address, path, body);
    if (answer.status === 401) {
      throw new CliError(
        EXIT.unreachable,
        `The hook at ${address.url.origin} requires a token; name its file with --token-file.`,
      );
    }
    if (answer.status !== 429 || tries === TRIES) return answer;
    await sleep(1000 * Math.min(5, Number(answer.headers['retry-after'] ?? 1)));
  }
}
