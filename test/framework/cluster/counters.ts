import { get } from '../processes/http.ts';

/** One counter of a program, with its labels. */
export interface Counter {
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
}

/** The counters of one name, in the text format of Prometheus. */
export async function readCounters(name: string, url: string, token?: string): Promise<Counter[]> {
  const lines = (await get(url, token)).split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines.map((line) => ({
    labels: Object.fromEntries(
      [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    ),
    count: Number(line.slice(line.lastIndexOf(' ') + 1)),
  }));
}
