import { spawnSync } from 'node:child_process';
import { auditVerdict } from './audit-verdict.ts';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=low', '--json'], {
  encoding: 'utf8',
});
const { fails, sentence } = auditVerdict(stdout);
console.log(sentence);
if (fails) process.exitCode = 1;
