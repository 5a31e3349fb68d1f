import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/** What to send; `body` as JSON. */
export interface Sent {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly body?: object | undefined;
}

/** Sends a request. Certificates are not checked: everything listens on the loopback interface. @throws {Error} without an answer */
export async function send(
  url: string,
  { method = 'GET', token, body }: Sent,
): Promise<{ code: number; body: string }> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { ...authorization, 'content-type': 'application/json' };
  const options = { method, headers, timeout: 10_000, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, options, (response) => {
      text(response).then((answer) => {
        resolve({ code: response.statusCode ?? 0, body: answer });
      }, reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${method} ${url} timed out`)));
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

/** The body of a 200 answer. @throws {Error} for any other answer, or none */
export async function get(url: string, token?: string): Promise<string> {
  const { code, body } = await send(url, { token });
  if (code !== 200) throw new Error(`GET ${url} answered ${code}`);
  return body;
}
