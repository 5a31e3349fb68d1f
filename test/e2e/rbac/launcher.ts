import { Launcher } from '../framework/launcher.ts';
import type { Process } from '../framework/process.ts';
import { AuditLog } from './audit.ts';

type Start = Launcher['start'];

/**
 * Asks for services/finalizers before a Service may own anything; and, like every API server before 1.32, does not stream
 * lists: newer ones are asked to watch only, and to list when that fails.
 */
const apiServerArgs = [
  '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
  '--feature-gates=WatchList=false',
];

/** Has the API server record what one user does, and Metacontroller started as its manifest says. */
export class AuditingLauncher extends Launcher {
  readonly log: AuditLog;
  /** Metacontroller's arguments by its manifest; the suite's own come after them, and win. */
  engineArgs: readonly string[] = [];

  constructor(name: string, user: string) {
    super(name);
    this.log = new AuditLog(this.folder, user);
  }

  override async start(...[program, isReady]: Parameters<Start>): Promise<Process> {
    return super.start({ ...program, args: this.#argsOf(program) }, isReady);
  }

  #argsOf({ name, args }: Parameters<Start>[0]): readonly string[] {
    if (name === 'metacontroller') return [...this.engineArgs, ...args];
    if (name !== 'kube-apiserver') return args;
    return [...args, ...this.log.args, ...apiServerArgs];
  }
}
