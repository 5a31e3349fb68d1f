import { writeFileSync } from 'node:fs';
import { command, text, withAccess, withService } from '../command.ts';
import { readService } from '../named-service.ts';
import { gather } from '../report/gather.ts';
import { reportOn } from '../report/report.ts';
import { EXIT, usageError, writeNotes } from '../terminal.ts';
import { jsonText } from '../text.ts';

function once(value: unknown): string | undefined {
  if (Array.isArray(value)) throw usageError('--file is given twice; give it once.');
  return value as string | undefined;
}

function write(file: string, report: string): void {
  try {
    writeFileSync(file, report);
  } catch (error) {
    throw usageError(`${file} cannot be written: ${(error as Error).message}.`);
  }
}

export const REPORT = command({
  usage: 'report <service>',
  describe: 'Write a file about a Service for a bug report',
  options: (parser) =>
    withService(withAccess(parser))
      .option('anonymize', {
        type: 'boolean',
        default: false,
        describe: 'Replace names, addresses, uids and labels',
      } as const)
      .option('file', { ...text('File to write; default standard output'), coerce: once } as const)
      .example('$0 report service/web -n shop --anonymize > report.json', 'a file to attach')
      .example('$0 replay report.json', 'the same answers, without a cluster')
      .epilogue('Exit code: 0 written, 1 no such Service, 2 wrong usage, 3 no answer from the cluster.'),
  run: async ({ anonymize, file, ...args }, terminal) => {
    const { cluster, service } = await readService(args);
    const gathered = await gather(cluster, service, terminal.env);
    const report = reportOn(gathered, anonymize, terminal.now());
    if (file === undefined) terminal.out(jsonText(report));
    else write(file, jsonText(report));
    writeNotes(report.notes, terminal);
    const { length } = report.exchanges;
    const requests = length === 1 ? '1 request' : `${length} requests`;
    const content = `The report has ${requests} to the hooks with their answers, and no Secrets`;
    const names = anonymize
      ? 'names, addresses, uids and labels are replaced; read it before you publish it'
      : 'it may contain names and addresses of your cluster, unless you add --anonymize';
    terminal.err(`${content}; ${names}.\n`);
    return EXIT.ok;
  },
});
