import { interruptedError } from "./tools.ts";

/** Ctrl-C, and what a CI system sends to a job that it gives up. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs `work` with a promise that rejects when the process is told to stop. Until `work` is over the signals end nothing by themselves: what was
 * brought into the cluster is taken away first, however often the user presses Ctrl-C.
 */
export async function withInterrupt<T>(work: (interrupted: Promise<never>) => Promise<T>): Promise<T> {
  let interrupt = (): void => {};
  const interrupted = new Promise<never>((_resolve, reject) => {
    interrupt = () => reject(interruptedError());
  });
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work(interrupted);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
