/** How many requests are open at a time. */
export const WORKERS = 8;

/** Does a task this often; no worker begins a task before its last one has ended. */
export async function repeat(
  count: number,
  task: (index: number, worker: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async (worker: number) => {
    while (next < count) {
      const index = next;
      next += 1;
      await task(index, worker);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
}
