import { once } from 'node:events';
import { request as requestHttp } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';

/** An answer. */
export interface Exchanged {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export const TIMEOUT = 20_000;

/** Why a server cannot be reached. There may be one error for each address that was tried. */
export function networkFault(error: unknown): string {
  const { message, errors } = error as Error & { errors?: unknown[] };
  return errors?.[0] === undefined ? message : networkFault(errors[0]);
}

/**
 * Sends a request over HTTP or HTTPS, and waits for the whole answer.
 * @throws Error of the network, with a code
 */
export async function exchange(url: URL, options: RequestOptions, body?: string): Promise<Exchanged> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const { timeout = TIMEOUT } = options;
  const request = send(url, { ...options, timeout });
  request.on('timeout', () => request.destroy(new Error(`no answer within ${timeout / 1000} s`)));
  // What fails after the headers of the answer fails in its body too.
  request.on('error', () => undefined);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}
