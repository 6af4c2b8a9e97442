export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks again and again until the answer is not `undefined`. The machine may be busy with other things, so deadlines are generous.
 *
 * @throws after `seconds`, with what was waited for and the last error.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { seconds = 90, every = 100 }: { seconds?: number; every?: number } = {},
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(every);
  }
  throw new Error(`${what}: not within ${seconds} s`, { cause: last });
}
