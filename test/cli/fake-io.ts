import type { Io } from "../../src/cli/io.ts";
import type { RunProgram, RunResult } from "../../src/programs/run-program.ts";

/** An Io that writes into memory; `out()` and `err()` give what was written. */
export interface FakeIo extends Io {
  out(): string;
  err(): string;
}

export interface FakeIoOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly isTTY?: boolean;
  /** Stands in for other programs; by default there are none. */
  readonly run?: RunProgram;
}

const NO_PROGRAM: RunResult = { code: undefined, stdout: "", stderr: "", failure: "missing" };

export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const written = { out: "", err: "" };
  const isTTY = options.isTTY ?? false;
  const stdin = typeof options.stdin === "string" ? Buffer.from(options.stdin) : (options.stdin ?? new Uint8Array());
  return {
    stdout: {
      isTTY,
      write: (text) => {
        written.out += text;
      },
    },
    stderr: {
      isTTY,
      write: (text) => {
        written.err += text;
      },
    },
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    readStdin: async () => stdin,
    stdin: async function* () {
      yield stdin;
    },
    run: options.run ?? (async () => NO_PROGRAM),
    out: () => written.out,
    err: () => written.err,
  };
}
