import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A network namespace. It has no name on the host: it exists while a process is in it. */
export interface Namespace {
  readonly name: string;
  /** Of a process in it. */
  readonly pid: number;
  /** Ends the process together with the namespace. */
  readonly adopt: (process: ChildProcess) => void;
  /** Ends the processes that hold the namespace, and so the namespace and its devices. */
  readonly close: () => void;
}

/** Starts a program so that it ends when the test run ends, even by SIGKILL. */
export const ENDS_WITH_US = ['setpriv', '--pdeathsig', 'KILL'] as const;

// Duplicate address detection would keep every new device waiting for two seconds.
const NO_DETECTION = 'echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits';

/** Makes a namespace whose loopback is up. */
export async function createNamespace(name: string): Promise<Namespace> {
  const [command, ...args] = ENDS_WITH_US;
  const hold = `${NO_DETECTION} && ip link set lo up && echo ready && exec sleep infinity`;
  const holder = spawn(command, [...args, 'unshare', '--net', 'sh', '-c', hold], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit').then(() => {
    throw new Error(`the namespace ${name} was not made`);
  });
  await Promise.race([once(holder.stdout, 'data'), ended]);
  const processes = [holder as ChildProcess];
  const close = (): void => {
    for (const process of processes) process.kill('SIGKILL');
  };
  const adopt = (process: ChildProcess): void => {
    processes.push(process);
  };
  return { name, pid: Number(holder.pid), adopt, close };
}

/** The arguments of `nsenter` that lead into the namespace. */
export function into({ pid }: Namespace): string[] {
  return [`--net=/proc/${pid}/ns/net`];
}

/**
 * Runs a program in the namespace and returns what it prints.
 * @throws Error with what it printed to standard error, if it fails
 */
export function runIn(namespace: Namespace, command: readonly string[], input = ''): string {
  return execFileSync('nsenter', [...into(namespace), ...command], {
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
