import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { locatePrograms } from '../../e2e/framework/programs.ts';
import { engineRates } from '../deployed.ts';

function versionOf(command: string): string {
  const said = execFileSync(command, ['--version'], { encoding: 'utf8' });
  return /v?\d+\.\d+\.\d+/.exec(said)?.[0] ?? '?';
}

/** Machine and versions, and how busy the machine was already. Metacontroller does not tell its version. */
export function describeMachine(): string {
  const programs = locatePrograms();
  const [load = NaN] = loadavg();
  return [
    `${cpus().length} x ${cpus()[0]?.model ?? '?'}`,
    `Linux ${release()}`,
    `Node ${process.version}`,
    `etcd ${versionOf(programs.etcd)}`,
    `Kubernetes ${versionOf(programs['kube-apiserver'])}`,
    `kwok ${versionOf(programs.kwok)}`,
    `Metacontroller with ${engineRates().join(' ')}`,
    `load average before it began ${load.toFixed(1)}`,
  ].join(', ');
}
