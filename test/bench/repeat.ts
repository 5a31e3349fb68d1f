/** How many requests are open at a time. */
export const WORKERS = 8;

/** Does a task this often; no worker begins a task before its last one has ended. */
export async function repeat(
  count: number,
  task: (index: number, worker: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async (_: unknown, worker: number) => {
    while (next < count) {
      next += 1;
      await task(next - 1, worker);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}
