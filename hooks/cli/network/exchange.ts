import { request as requestHttp } from 'node:http';
import type { RequestOptions } from 'node:https';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/** What came back. */
export interface Exchanged {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const TIMEOUT = 20_000;

/**
 * Sends a request over HTTP or HTTPS, and waits for all of the answer.
 * @throws Error of the network, with a code
 */
export function exchange(url: URL, options: RequestOptions, body?: string): Promise<Exchanged> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, { ...options, timeout: TIMEOUT }, (response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((answer) => {
        resolve({ status, body: answer, headers });
      }, reject);
    });
    request.on('error', reject);
    request.on('timeout', () => {
      request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
    });
    request.end(body);
  });
}
