import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Actions, Response } from '../worker/main.ts';
import { into } from './namespace.ts';
import type { Namespace } from './namespace.ts';

const MAIN = join(import.meta.dirname, '../worker/main.ts');

/** A process in a namespace that makes traffic there. It ends with the test run, or when its namespace is closed. */
export interface Worker {
  readonly call: <Name extends keyof Actions>(
    action: Name,
    ...argument: Parameters<Actions[Name]>
  ) => Promise<Awaited<ReturnType<Actions[Name]>>>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a worker in the namespace. */
export function startWorker(namespace: Namespace): Worker {
  const execArgv = [...into(namespace), process.execPath, ...process.execArgv];
  const child = fork(MAIN, [], { execPath: 'nsenter', execArgv });
  namespace.adopt(child);
  const waiting = new Map<number, Waiting>();
  child.on('message', ({ id, result, error }: Response) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(result);
    else caller?.reject(new Error(error));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values())
      reject(new Error(`the worker in ${namespace.name} ended with ${code ?? 'a signal'}`));
  });
  let id = 0;
  const call = (action: string, argument?: unknown): Promise<unknown> => {
    id += 1;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    child.send({ id, action, argument });
    return answer;
  };
  return { call: call as Worker['call'] };
}
