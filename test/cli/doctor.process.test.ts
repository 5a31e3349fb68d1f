import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { kubeconfigFor } from './api-server.ts';
import { akrobateo } from './run.ts';

describe('akrobateo doctor', () => {
  it('waits only some seconds for an API server that does not answer', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      const run = await akrobateo(['doctor', '--kubeconfig', kubeconfigFor(`http://127.0.0.1:${port}`)]);
      assert.deepEqual([run.code, run.out], [3, '']);
      assert.match(run.err, /^The API server .* cannot be reached: no answer within 5 s; is it up, .*\?\n$/);
    } finally {
      silent.close();
    }
  });
});
