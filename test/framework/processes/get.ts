import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/**
 * The body of a 200 answer. Certificates are not checked: everything listens on the loopback interface.
 * @throws {Error} for any other answer, or none
 */
export async function get(url: string, token?: string): Promise<string> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = { headers, timeout: 10_000, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? getHttps : getHttp)(url, options, (response) => {
      const failed = new Error(`GET ${url} answered ${response.statusCode ?? '?'}`);
      text(response).then((body) => {
        if (response.statusCode === 200) resolve(body);
        else reject(failed);
      }, reject);
    });
    request.on('timeout', () => request.destroy(new Error(`GET ${url} timed out`)));
    request.on('error', reject);
  });
}
