import assert from 'node:assert/strict';
import { HookProcess } from '../hooks/server/hook-process.ts';
import { narratorOf } from './narrator.ts';
import { tellRecorded } from './recorded.ts';

describe('npm run demo without the e2e programs', () => {
  let hook: HookProcess | undefined;
  let shown = '';
  before(async () => {
    hook = new HookProcess();
    const narrator = narratorOf((text) => (shown += text), false);
    await tellRecorded(`http://127.0.0.1:${await hook.port()}`, narrator, 0);
  });
  after(() => hook?.kill());

  it('shows requests and answers: what is published, and why it changes', () => {
    const published = [...shown.matchAll(/EXTERNAL-IP (.*)/g)].map(([, addresses]) => addresses);
    assert.deepEqual(published, [
      '<pending>',
      '192.168.0.2,192.168.0.3,192.168.0.4',
      '192.168.0.2,192.168.0.3',
      '192.168.0.3,192.168.0.4',
      '192.168.0.2,192.168.0.3',
      '<none>',
    ]);
    const reasons = [...shown.matchAll(/reason (\w+):/g)].map(([, reason]) => reason);
    assert.deepEqual(reasons, ['Progressing', 'ProxyFailed', 'PortTaken']);
    assert.match(
      shown,
      /1\. A Service requests .*\n[^]*ServiceExposure akrobateo-web-5b8a2f0e, ports 80\/TCP\n/,
    );
    assert.match(shown, /DaemonSet akrobateo-web-5b8a2f0e, host ports 80\/TCP\n/);
    assert.match(shown, /no workload\n.*ClusterIP/);
  });

  it('fits on a terminal, and has no colours where none are welcome', () => {
    const lines = shown.split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 100 || line.includes('\u001b')),
      [],
    );
  });
}).timeout(20_000);
