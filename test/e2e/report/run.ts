import { strict as assert } from 'node:assert';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../hooks/cli/report/report.ts';
import { akrobateo } from '../../cli/run.ts';
import type { Run } from '../../cli/run.ts';
import { writeKubeconfig } from '../../framework/cluster/control-plane.ts';

/** Runs the command line with a kubeconfig. */
export const on = (kubeconfig: string, ...args: readonly string[]): Promise<Run> =>
  akrobateo([...args, '--kubeconfig', kubeconfig]);

export const folder = mkdtempSync(join(tmpdir(), 'akrobateo-report-'));

/** Writes a file in a temporary folder; its path. */
export function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A kubeconfig for a server and a token. */
export function kubeconfigFor(server: string, token: string): string {
  return writeKubeconfig(join(folder, `kubeconfig-${token.slice(-5)}`), server, token);
}

/** The report that a run has printed. */
export function reportIn({ code, out, err }: Run): Report {
  assert.equal(code, 0, err);
  return JSON.parse(out) as Report;
}

/** `/services/sync 200` of each request. */
export const answersIn = ({ exchanges }: Report) => exchanges.map(({ path, status }) => `${path} ${status}`);
