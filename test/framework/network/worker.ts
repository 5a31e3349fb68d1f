import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { TrafficActions } from './worker/main.ts';
import type { Actions, Request, Response } from './worker/perform.ts';
import { into } from './namespace.ts';
import type { Namespace } from './namespace.ts';

/** A process in a network namespace that performs actions there. It ends at the latest with the test run. */
export interface Worker<Known extends Actions = TrafficActions> {
  readonly process: ChildProcess;
  /** @throws Error with what the action has thrown, or that the worker has ended */
  readonly call: <Name extends keyof Known>(
    action: Name,
    ...argument: Parameters<Known[Name]>
  ) => Promise<Awaited<ReturnType<Known[Name]>>>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a file that calls `performActions` in the namespaces that these arguments of nsenter lead into. */
export function forkWorker<Known extends Actions>(file: string, entry: readonly string[]): Worker<Known> {
  const execArgv = [...entry, process.execPath, ...process.execArgv];
  // Detached: an interrupt from the keyboard is for the test run, whose end disconnects.
  const child = fork(file, [], { execPath: 'nsenter', execArgv, detached: true });
  const waiting = new Map<number, Waiting>();
  child.on('message', ({ id, result, error }: Response) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(result);
    else caller?.reject(new Error(error));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values())
      reject(new Error(`the worker ended with ${code ?? 'a signal'}`));
  });
  let id = 0;
  const call = (action: string, argument?: unknown): Promise<unknown> => {
    id += 1;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    child.send({ id, action, argument } satisfies Request);
    return answer;
  };
  return { process: child, call: call as Worker<Known>['call'] };
}

/** Starts a worker that makes traffic; it ends with the namespace. */
export function startWorker(namespace: Namespace): Worker {
  const worker = forkWorker<TrafficActions>(join(import.meta.dirname, 'worker/main.ts'), into(namespace));
  namespace.adopt(worker.process);
  return worker;
}
