import { readFileSync, readdirSync } from 'node:fs';

/** Ticks in a second in /proc, on every Linux. */
const TICKS = 100;

/** What a program has used since its start. */
export interface Usage {
  /** MB of memory at most. */
  readonly peak: number;
  /** Seconds of processor time: they depend less than seconds on the clock on what else the machine does. */
  readonly processor: number;
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // The process has ended, or there is no /proc.
    return '';
  }
}

function field(pid: string, name: string): number {
  const [, value] = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(pid, 'status')) ?? [];
  return Number(value ?? NaN);
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    return [];
  }
}

function processorOf(pid: string): number {
  // The name before them is in brackets, and may have blanks; utime and stime are fields 14 and 15.
  const fields = read(pid, 'stat')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/**
 * What a program of this run has used; NaN where there is no /proc. The framework does not report the process: it is the
 * child of a shell, which is a child of this one.
 * @param argument by which its command line is known
 */
export function usageOf(argument: string): Usage {
  const pid = processes().find(
    (each) =>
      read(each, 'cmdline').split('\0').includes(argument) &&
      field(String(field(each, 'PPid')), 'PPid') === process.pid,
  );
  if (pid === undefined) return { peak: NaN, processor: NaN };
  return { peak: (field(pid, 'VmHWM') * 1024) / 1e6, processor: processorOf(pid) };
}
