import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../processes/paths.ts';
import type { Namespace } from './namespace.ts';

/** A folder that is removed when the test run ends. */
export const scratch = mkdtempSync(join(tmpdir(), 'akrobateo-proxy-'));
process.once('exit', () => {
  rmSync(scratch, { recursive: true, force: true });
});
// Or the process would end without the event above.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

let made: string | undefined;

/** What the proxy image holds, made by the script that the Dockerfile runs. */
function rootFilesystem(): string {
  if (made === undefined) {
    made = join(scratch, 'rootfs');
    execFileSync('sh', [join(repository, 'deploy/proxy/rootfs.sh'), made]);
  }
  return made;
}

/** How a container of the proxy image is started; what is left out is as the pod template has it. */
export interface ContainerOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly privileged?: boolean;
  readonly capabilities?: readonly string[];
  /** A program that takes the place of `nft`. */
  readonly nft?: string;
  /** /proc/net as it is where the kernel has loaded ip_vs. */
  readonly ipvs?: boolean;
}

/** A running container. */
export interface Container {
  /** Resolves when it prints something: then it holds the ports. */
  readonly holding: Promise<void>;
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>;
  readonly terminationMessage: () => string;
  /** As a kubelet does: SIGTERM to the first process. */
  readonly terminate: () => void;
  /** The processor time of the first process so far, in the kernel's ticks. */
  readonly ticks: () => number;
}

/** The command line that runs a program of the image with the rights that the pod template leaves it. */
function confined(
  program: readonly string[],
  { privileged = false, capabilities = ['net_admin'] }: ContainerOptions,
) {
  const chroot = ['chroot', rootFilesystem(), ...program];
  if (privileged) return chroot;
  // chroot needs its own; a container runtime would have given it up by now.
  const left = ['sys_chroot', ...capabilities].map((name) => `+${name}`);
  return [
    'setpriv',
    '--no-new-privs',
    '--inh-caps=-all',
    `--bounding-set=${['-all', ...left].join(',')}`,
    ...chroot,
  ];
}

// The first process of the container, to which a kubelet sends signals, is the only child of `unshare`.
function firstProcess({ pid = 0 }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

// Fields 14 and 15 of proc_pid_stat(5), counted from behind the program's name.
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

const CONTAIN = join(import.meta.dirname, 'contain.sh');
let count = 0;

/** Runs `deploy/proxy/proxy.sh` as the first process of a container in the pod's network namespace. */
export function startContainer(pod: Namespace, options: ContainerOptions = {}): Container {
  const log = join(scratch, `termination-log-${count++}`);
  writeFileSync(log, '');
  const isolate = ['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', CONTAIN];
  const sys = options.privileged ? 'rw' : 'ro';
  const contained = [rootFilesystem(), log, options.nft ?? '', sys, options.ipvs ? 'yes' : 'no'];
  const program = confined(['/bin/proxy.sh', ...(options.args ?? [])], options);
  const child = spawn('nsenter', [...pod.entry, ...isolate, ...contained, ...program], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...options.env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('exit', resolve);
  });
  const holding = new Promise<void>((resolve) => {
    child.stdout.on('data', () => {
      resolve();
    });
  });
  return {
    holding,
    ended,
    terminationMessage: () => readFileSync(log, 'utf8').trim(),
    terminate: () => process.kill(firstProcess(child), 'SIGTERM'),
    ticks: () => ticksOf(firstProcess(child)),
  };
}
