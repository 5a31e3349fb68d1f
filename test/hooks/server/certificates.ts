import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** Files of a certificate for localhost that signs itself, and of its key. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Writes a pair; its certificate ends so many days from now, or has ended if that is less than 0. */
export async function writePair(folder: string, name: string, days = 1): Promise<Pair> {
  const now = Date.now();
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 10 * DAY),
    notAfterDate: new Date(now + days * DAY),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const pair = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  writeFileSync(pair.cert, pems.cert);
  writeFileSync(pair.key, pems.private);
  return pair;
}
