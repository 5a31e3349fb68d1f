import type { CoreConfig } from '../config.ts';
import { VERSION } from '../version.ts';
import { filesIn, isFixture, readFixtures } from './fixtures.ts';
import type { Exchange } from './report/exchanges.ts';
import { readReport } from './report/report.ts';
import { configOf } from './terminal.ts';
import { momentOf } from './times.ts';
import { keyOf } from './world.ts';
import type { Labelled } from './world.ts';

/** A request with its answer. */
export interface Recorded {
  /** `services/sync/daemonset-new`, `services/sync/shop/web` */
  readonly name: string;
  readonly exchange: Exchange;
  /** When it was answered, in milliseconds since the epoch. */
  readonly at: number;
}

/** Exchanges with the same settings of the hook. */
interface Recording {
  readonly config: CoreConfig;
  readonly exchanges: readonly Recorded[];
}

function recordingOf(file: string): Recording & { readonly notes: readonly string[] } {
  const { version, time, environment, exchanges } = readReport(file);
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return {
    config: configOf(environment),
    exchanges: exchanges.map((exchange) => {
      const { object, parent } = exchange.request as { object?: Labelled; parent?: Labelled };
      const name = `${exchange.path.slice(1)}/${keyOf(object ?? parent ?? {})}`;
      return { name, exchange, at: Date.parse(time) };
    }),
    notes: [
      ...(version === VERSION.version
        ? []
        : [`${file} is of akrobateo ${version}, this is ${VERSION.version}`]),
      ...(settings.length === 0 ? [] : [`the hook of ${file} runs with ${settings.join(' ')}`]),
    ],
  };
}

/** Reads reports, fixtures and folders of fixtures. @throws CliError */
export function readRecordings(names: readonly string[]) {
  const files = [...new Set(names.flatMap(filesIn))];
  const reports = files.filter((file) => !isFixture(file)).map(recordingOf);
  const fixtures = readFixtures(files.filter(isFixture)).map(({ name, ...exchange }): Recorded => {
    return { name, exchange: { ...exchange, status: 200 }, at: momentOf(exchange.request) };
  });
  const recordings: readonly Recording[] = [{ config: configOf({}), exchanges: fixtures }, ...reports];
  return { recordings, notes: reports.flatMap(({ notes }) => notes) };
}
