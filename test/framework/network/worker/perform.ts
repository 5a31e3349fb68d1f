/** What a worker can do; each action takes at most one argument. */
export type Actions = Readonly<Record<string, (argument: never) => unknown>>;

/** The response has the same `id`. */
export interface Request {
  readonly id: number;
  readonly action: string;
  readonly argument: unknown;
}

/** The result of an action, or its error: the code of the system if there is one, else the message. */
export interface Response {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

async function perform(actions: Actions, { id, action, argument }: Request): Promise<Response> {
  try {
    return { id, result: await actions[action]?.(argument as never) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { id, error: code ?? message };
  }
}

/** Performs what the parent process asks for, until that disconnects. */
export function performActions(actions: Actions): void {
  process.on('message', (request: Request) => {
    void perform(actions, request).then((response) => process.send?.(response));
  });
  process.on('disconnect', () => process.exit());
}
