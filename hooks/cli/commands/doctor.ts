import { connect } from '../cluster.ts';
import { command, withCluster } from '../command.ts';
import { diagnose, summaryOf } from '../doctor/doctor.ts';
import type { Titled } from '../doctor/doctor.ts';
import { gather } from '../doctor/gather.ts';
import { EXIT } from '../terminal.ts';
import { outputText, paint } from '../text.ts';

const STYLES = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'cyan' } as const;

/** A silent API server must not keep anyone waiting, in milliseconds. */
const PATIENCE = 5000;

function reportText(findings: readonly Titled[]): string {
  const lines = findings.map(({ title, level, what, todo }, index) => {
    const heading = findings[index - 1]?.title === title ? '' : `${paint('bold', title)}\n`;
    const padding = ' '.repeat('problem'.length - level.length);
    return `${heading}  ${paint(STYLES[level], level)}${padding}  ${what}${todo === null ? '' : `: ${todo}`}\n`;
  });
  return `${lines.join('')}\n${summaryOf(findings)}\n`;
}

export const DOCTOR = command({
  usage: 'doctor',
  describe: 'Check the installation, and what of the cluster it depends on',
  options: (parser) =>
    withCluster(parser)
      .example('$0 doctor', 'one line for each finding, with what to do')
      .example('kubectl akrobateo doctor -o json', 'as a plugin of kubectl; for programs')
      .epilogue('Exit code: 0 no problem, 1 a problem, 2 wrong usage, 3 no answer from the cluster.'),
  run: async ({ output, ...access }, terminal) => {
    const findings = diagnose(await gather(await connect(access, PATIENCE)), terminal.now());
    const report = { findings, summary: summaryOf(findings) };
    terminal.out(outputText(report, output, () => reportText(findings)));
    if (findings.every(({ level }) => level === 'unknown')) return EXIT.unreachable;
    return findings.some(({ level }) => level === 'problem') ? EXIT.no : EXIT.ok;
  },
});
