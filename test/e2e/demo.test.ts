import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { eventually } from '../framework/processes/eventually.ts';
import { repository } from '../framework/processes/paths.ts';
import { programs } from '../framework/processes/programs.ts';

/** Starts `npm run demo` without npm, in a temporary folder of its own. */
function startDemo(env: Record<string, string> = {}, ...options: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'akrobateo-e2e-demo-'));
  const child = spawn(process.execPath, ['--import=tsx', 'test/demo/main.ts', ...options], {
    cwd: repository,
    env: { ...process.env, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  return {
    interrupt: () => child.kill('SIGINT'),
    prints: (text: string) =>
      eventually(() => {
        assert.ok(output.includes(text), output);
        return output;
      }),
    /** Waits for its end. @throws {AssertionError} with what it printed if something is left of it, or for another exit code */
    ends: async (code: number): Promise<string> => {
      await closed;
      assert.equal(child.exitCode, code, output);
      // All but the cache of tsx.
      assert.deepEqual(
        readdirSync(folder).filter((name) => !name.startsWith('tsx-')),
        [],
      );
      const { status, stdout } = spawnSync('pgrep', ['-af', folder], { encoding: 'utf8' });
      assert.equal(status, 1, `programs are left: ${stdout}`);
      return output;
    },
    /** Ends it, also if it hangs. */
    discard: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe('npm run demo', () => {
  let demo: ReturnType<typeof startDemo> | undefined;
  afterEach(() => demo?.discard());

  it('runs on a cluster of its own in under two minutes, and leaves nothing', async () => {
    const began = performance.now();
    demo = startDemo();
    const output = await demo.ends(0);
    assert.ok(performance.now() - began < 120_000);
    assert.match(output, /^REAL: /);
    assert.equal(output.match(/^\d\. /gm)?.length, 6);
    for (const expected of [
      /web .* EXTERNAL-IP (192\.168\.0\.(1|2|10),?){3}\n/,
      /web .* EXTERNAL-IP (192\.168\.0\.(1|2|10),?){3}192\.168\.0\.11\n/,
      /web .* EXTERNAL-IP (192\.168\.0\.(2|10),?){2}192\.168\.0\.11\n/,
      /shop .* EXTERNAL-IP <pending>\n +reason PortTaken: 80\/TCP [^;]* Service\s+\S+/,
      /shop .* EXTERNAL-IP 192\.168\.0\.11\n/,
      /web .* ClusterIP +EXTERNAL-IP <none>\n/,
    ])
      assert.match(output, expected);
  });

  it('leaves the cluster running with --keep until it is interrupted, and says how to reach it', async () => {
    demo = startDemo({}, '--keep');
    const lines = (await demo.prints('Press Ctrl+C')).trimEnd().split('\n');
    const commands = lines.slice(-3, -1).join('\n');
    const { stdout, stderr } = spawnSync('sh', ['-c', commands], { encoding: 'utf8' });
    assert.match(stdout, /service\/shop .* 192\.168\.0\.11 /, stderr);
    demo.interrupt();
    await demo.ends(0);
  });

  for (const [when, text] of [
    ['while the cluster starts', 'starting etcd'],
    ['in the second step', '2. A node joins'],
  ] as const)
    it(`leaves nothing when it is interrupted ${when}`, async () => {
      demo = startDemo();
      await demo.prints(text);
      demo.interrupt();
      assert.doesNotMatch(await demo.ends(130), /failed/);
    });

  it('sends recorded requests if programs are missing, and says which', async () => {
    const path = [dirname(process.execPath), '/usr/bin', '/bin'];
    const missing = programs.filter((name) => !path.some((folder) => existsSync(join(folder, name))));
    demo = startDemo({ KUBEBUILDER_ASSETS: '/nonexistent', PATH: path.join(':') });
    const output = await demo.ends(0);
    const [first = ''] = output.split('\n');
    assert.match(first, /^RECORDED: /);
    for (const name of missing) assert.ok(first.includes(name), first);
    assert.match(output, /EXTERNAL-IP 192\.168\.0\.2,192\.168\.0\.3,192\.168\.0\.4\n/);
  });
});
