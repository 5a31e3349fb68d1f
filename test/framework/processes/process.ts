import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const supervisor = join(import.meta.dirname, 'supervisor.sh');

/** What to start. `env` is added to the environment of the test run. */
export interface ProcessOptions {
  name: string;
  command: string;
  args: readonly string[];
  logFile: string;
  env?: Readonly<Record<string, string>>;
}

/** A program that runs in its own process group, with its output in a log file. */
export interface Process {
  readonly name: string;
  /** Why the program is not running, with the end of its log; undefined while it runs. */
  failure(): string | undefined;
  /** Resolves when the program has ended. */
  stop(): Promise<void>;
  /** Kills it, and resolves when it has ended. */
  kill(): Promise<void>;
}

function logTail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

/** Starts a program; it is stopped at the latest when the test run ends, also if that is killed. */
export function startProcess({ name, command, args, logFile, env }: ProcessOptions): Process {
  const log = openSync(logFile, 'a');
  const child = spawn('/bin/sh', [supervisor, command, ...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.on('error', () => {
      resolve();
    });
    child.on('exit', () => {
      killGroup(child.pid);
      resolve();
    });
  });
  return {
    name,
    failure: () =>
      child.exitCode === null && child.signalCode === null
        ? undefined
        : `${name} ended with ${child.exitCode ?? child.signalCode ?? '?'}, log ${logFile}:\n${logTail(logFile)}`,
    kill: async () => {
      killGroup(child.pid);
      await exited;
    },
    stop: async () => {
      child.stdin?.end();
      const force = setTimeout(() => {
        killGroup(child.pid);
      }, 15_000);
      await exited;
      clearTimeout(force);
    },
  };
}
