import assert from 'node:assert/strict';
import { HookProcess } from '../hooks/server/hook-process.ts';
import { outputTo } from './output.ts';
import { runRecorded } from './recorded.ts';

describe('npm run demo without the programs of a cluster', () => {
  let hook: HookProcess | undefined;
  after(() => hook?.kill());

  it('prints what is published, and why it changes, on the width of a terminal', async () => {
    hook = new HookProcess();
    let text = '';
    const output = outputTo((more) => (text += more), false);
    await runRecorded(`http://127.0.0.1:${await hook.port()}`, output, 0);

    const published = [...text.matchAll(/EXTERNAL-IP (.*)/g)].map(([, addresses]) => addresses);
    assert.deepEqual(published, [
      '<pending>',
      '<pending>',
      '192.168.0.2,192.168.0.3,192.168.0.4',
      '192.168.0.3,192.168.0.4',
      '<none>',
    ]);
    assert.match(text, /ServiceExposure akrobateo-web-\w+, ports 80\/TCP/);
    assert.match(text, /DaemonSet akrobateo-web-\w+\n/);
    assert.match(text, /reason PortTaken: /);
    const lines = text.split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 130 || line.includes('\u001b')),
      [],
    );
  });
}).timeout(20_000);
