import { spawnSync } from 'node:child_process';

import { locate } from '../processes/programs.ts';

const PROGRAMS = ['ip', 'nft', 'nsenter', 'unshare', 'setpriv', 'chroot', 'busybox', 'ldd'];

// The right to make a namespace with a firewall of its own, which a container often lacks, root or not.
const TRIAL = 'ip link set lo up && nft "add table inet trial" && mount -t tmpfs trial /mnt';

/** Why the proxy cannot run here, by these programs too, as part of a sentence; undefined if it can. */
export function whyNotHere(more: readonly string[] = []): string | undefined {
  if (process.platform !== 'linux') return 'the proxy runs on Linux only';
  if (process.getuid?.() !== 0) return 'root is needed: it makes network namespaces';
  const missing = [...PROGRAMS, ...more].filter((name) => locate(name) === undefined);
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
