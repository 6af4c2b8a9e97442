import { main } from "../../src/cli/main.ts";
import { type FakeIoOptions, fakeIo } from "./fake-io.ts";

export interface MainResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command line, in this process. */
export async function runMain(args: readonly string[], options: FakeIoOptions = {}): Promise<MainResult> {
  const io = fakeIo(options);
  const code = await main(args, io);
  return { code, out: io.out(), err: io.err() };
}
