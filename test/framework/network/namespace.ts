import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A network namespace. It has no name on the host: it exists while a process is in it. */
export interface Namespace {
  readonly name: string;
  /** Of a process in it, as `ip link ... netns` takes it. */
  readonly pid: number;
  /** The arguments of `nsenter` that lead into it. */
  readonly entry: readonly string[];
  /** Ends this process. */
  readonly close: () => void;
}

/** The namespace of the test run. */
export const OWN: Namespace = {
  name: 'client',
  pid: process.pid,
  entry: ['--net=/proc/self/ns/net'],
  close: () => undefined,
};

// Duplicate address detection would keep every new device waiting for two seconds.
const PREPARE = 'echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits && ip link set lo up';

/**
 * Makes a namespace whose loopback is up.
 * @param setUp a command for its shell; with one it has mounts of its own too
 */
export async function createNamespace(name: string, setUp?: string): Promise<Namespace> {
  const kinds = setUp === undefined ? ['--net'] : ['--net', '--mount'];
  const script = `${PREPARE} && ${setUp ?? ':'} && echo ready && exec sleep infinity`;
  const holder = spawn('unshare', [...kinds, 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(holder, 'exit').then(() => {
    throw new Error(`the namespace ${name} was not made`);
  });
  await Promise.race([once(holder.stdout, 'data'), ended]);
  const pid = Number(holder.pid);
  return { name, pid, entry: [`--target=${pid}`, ...kinds], close: () => holder.kill('SIGKILL') };
}

/**
 * Runs a program in the namespace and returns what it prints.
 * @throws Error with what it printed to standard error, if it fails
 */
export function runIn({ entry }: Namespace, command: readonly string[], input = ''): string {
  return execFileSync('nsenter', [...entry, ...command], {
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Loads an nftables ruleset in the namespace. */
export function loadRules(namespace: Namespace, lines: readonly string[]): void {
  runIn(namespace, ['nft', '--file', '-'], lines.join('\n'));
}

/** Sets a variable below /proc/sys/net, `ipv4/ip_forward`. */
export function setNet(namespace: Namespace, variable: string, value: number): void {
  runIn(namespace, ['sh', '-c', `echo ${value} >/proc/sys/net/${variable}`]);
}
