import { spawnSync } from 'node:child_process';

const PROGRAMS = ['ip', 'nft', 'nsenter', 'unshare', 'setpriv', 'chroot', 'busybox', 'ldd'];

function isMissing(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0;
}

// The right to make a namespace with a firewall of its own, which a container often lacks, root or not.
const TRIAL = 'ip link set lo up && nft "add table inet trial" && mount -t tmpfs trial /mnt';

/** Why the proxy cannot be tested here, by these programs too, in one sentence; undefined if it can. */
export function whyNotHere(more: readonly string[] = []): string | undefined {
  if (process.platform !== 'linux') return 'the proxy runs on Linux only';
  if (process.getuid?.() !== 0) return 'root is needed: it makes network namespaces';
  const missing = [...PROGRAMS, ...more].filter(isMissing);
  if (missing.length > 0) {
    const packages = 'nftables busybox-static iproute2 util-linux iptables';
    return `not found: ${missing.join(', ')} (on Debian: apt-get install ${packages})`;
  }
  const { status, stderr } = spawnSync('unshare', ['--net', '--mount', 'sh', '-c', TRIAL], {
    encoding: 'utf8',
  });
  const [reason = ''] = stderr.trim().split('\n');
  return status === 0 ? undefined : `no network namespace with nftables can be made here: ${reason}`;
}

/** Runs once before all tests: where they cannot run, they are left out. */
export function mochaGlobalSetup(): void {
  const reason = whyNotHere();
  if (reason === undefined) return;
  console.log(`The proxy tests are left out: ${reason}.`);
  process.exit(0);
}
