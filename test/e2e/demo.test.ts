import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

import { DemoProcess } from './demo/demo-process.ts';
import { programs } from '../framework/processes/programs.ts';

describe('npm run demo', () => {
  let demo: DemoProcess | undefined;
  afterEach(() => demo?.discard());

  it('runs on a cluster of its own in under two minutes, and leaves nothing', async () => {
    const began = performance.now();
    demo = new DemoProcess();
    assert.equal(await demo.exitCode(), 0, demo.output);
    assert.ok(performance.now() - began < 120_000);
    assert.match(demo.lines[0] ?? '', /^REAL: /);
    const steps = demo.lines.filter((line) => /^\d\. /.test(line));
    assert.equal(steps.length, 6);
    for (const expected of [
      /web .* EXTERNAL-IP (192\.168\.0\.(1|2|10),?){3}\n/,
      /web .* EXTERNAL-IP (192\.168\.0\.(1|2|10),?){3}192\.168\.0\.11\n/,
      /web .* EXTERNAL-IP (192\.168\.0\.(2|10),?){2}192\.168\.0\.11\n/,
      /shop .* EXTERNAL-IP <pending>\n +reason PortTaken: 80\/TCP is already used by Service \S+ \(workload\s+DaemonSet\)\s+on nodes/,
      /shop .* EXTERNAL-IP 192\.168\.0\.11\n/,
      /web .* ClusterIP +EXTERNAL-IP <none>\n/,
    ])
      assert.match(demo.output, expected);
    assert.deepEqual(demo.leftovers(), []);
  });

  it('leaves the cluster running with --keep until it is interrupted, and says how to reach it', async () => {
    demo = new DemoProcess({}, '--keep');
    await demo.prints('Press Ctrl+C');
    const commands = demo.lines.slice(-3, -1).join('\n');
    const { stdout, stderr } = spawnSync('sh', ['-c', commands], { encoding: 'utf8' });
    assert.match(stdout, /service\/shop .* 192\.168\.0\.11 /, stderr);
    demo.interrupt();
    assert.equal(await demo.exitCode(), 0, demo.output);
    assert.deepEqual(demo.leftovers(), []);
  });

  for (const [when, text] of [
    ['while the cluster starts', 'starting etcd'],
    ['in the second step', '2. A node joins'],
  ] as const) {
    it(`leaves nothing when it is interrupted ${when}`, async () => {
      demo = new DemoProcess();
      await demo.prints(text);
      demo.interrupt();
      assert.equal(await demo.exitCode(), 130, demo.output);
      assert.deepEqual(demo.leftovers(), []);
      assert.doesNotMatch(demo.output, /failed/);
    });
  }

  it('sends recorded requests if programs are missing, and says which', async () => {
    const nowhere = {
      KUBEBUILDER_ASSETS: '/nonexistent',
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    };
    demo = new DemoProcess(nowhere);
    assert.equal(await demo.exitCode(), 0, demo.output);
    const [first = ''] = demo.lines;
    assert.match(first, /^RECORDED: /);
    for (const name of programs) assert.ok(first.includes(name), first);
    assert.match(demo.output, /EXTERNAL-IP 192\.168\.0\.2,192\.168\.0\.3,192\.168\.0\.4\n/);
    assert.deepEqual(demo.leftovers(), []);
  });
});
