import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Launcher } from '../../../framework/processes/launcher.ts';
import { programPath } from '../../../framework/processes/programs.ts';

const run = promisify(execFile);

// unshare blocks SIGTERM while it waits. With --kill-child everything in the namespaces ends when it is killed. Then the
// groups that a kubelet has made for its pods can be removed.
const supervisor = `
takedown() {
  kill -KILL $unshared
  for try in 1 2 3 4 5 6 7 8; do
    sleep 0.5
    find /sys/fs/cgroup -depth -type d -path "*/$1/*" -exec rmdir {} + &&
      find /sys/fs/cgroup -type d -name "$1" -exec rmdir {} + && break
  done
}
unshare --net --pid --mount --fork --kill-child --propagation private /bin/sh -c "$2" init "$3" &
unshared=$!
trap "takedown $1; exit" TERM
wait
`;

// These folders are removed with the mount namespace. /proc is still that of the host, with the pid that others need.
const init = `
read -r pid _ </proc/self/stat
mount -t proc proc /proc
mount --make-rshared /
for folder in /run /var/log /var/lib/cni; do mkdir -p $folder; mount -t tmpfs tmpfs $folder; done
ip link set lo up
echo $pid >"$1"
sleep infinity &
wait
`;

/** The control group of what runs in a namespace, for a kubelet; removed with it. */
export function groupOf(name: string): string {
  return `akrobateo-${name}`;
}

/** Namespaces of network, processes and mounts of their own; they and everything in them end with the test run. */
export class Namespace {
  readonly name: string;
  readonly #launcher: Launcher;
  readonly #pid: string;

  private constructor(launcher: Launcher, name: string, pid: string) {
    this.#launcher = launcher;
    this.name = name;
    this.#pid = pid;
  }

  static async open(launcher: Launcher, name: string): Promise<Namespace> {
    const file = join(launcher.folder, `${name}.pid`);
    const readPid = async () => {
      const pid = (await readFile(file, 'utf8')).trim();
      if (pid === '') throw new Error('no process yet');
      return pid;
    };
    const args = ['-c', supervisor, 'supervisor', groupOf(name), init, file];
    await launcher.start({ name, command: '/bin/sh', args }, readPid);
    return new Namespace(launcher, name, await readPid());
  }

  /** What `ip link ... netns` takes. */
  get id(): string {
    return this.#pid;
  }

  /** Arguments of nsenter that lead into the network alone. */
  get networkOnly(): string[] {
    return [`--target=${this.#pid}`, '--net'];
  }

  /** Runs a command to its end; what it prints. */
  async run(command: string, ...args: string[]): Promise<string> {
    const { stdout } = await run('nsenter', [...this.#everything, command, ...args], { env: this.#env });
    return stdout;
  }

  /** Starts a program that runs until the end, and waits until `isReady` no longer throws. */
  async start(name: string, args: readonly string[], isReady: () => Promise<unknown>): Promise<void> {
    const program = { name: `${this.name}-${name}`, command: 'nsenter', env: { PATH: programPath } };
    await this.#launcher.start({ ...program, args: [...this.#everything, name, ...args] }, isReady);
  }

  get #everything(): string[] {
    return [`--target=${this.#pid}`, '--net', '--pid', '--mount'];
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: programPath };
  }
}
