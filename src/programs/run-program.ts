/** What became of a program that was run. */
export interface RunResult {
  /** Exit code; `undefined` when it was not started or did not end by itself. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** `missing`: there is no such program; `timeout`: it was stopped; `failed`: it could not be started or died by a signal. */
  readonly failure?: "missing" | "timeout" | "failed";
}

export interface RunOptions {
  /** Milliseconds after which the program is stopped. Default: 15 s. */
  readonly timeoutMs?: number;
  /** Given to the program as its standard input; without it, standard input is empty. */
  readonly input?: string;
  /** Stops the program when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Runs a program without a shell. Never rejects: what went wrong is in the result. */
export type RunProgram = (program: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

const DEFAULT_TIMEOUT_MS = 15_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** The real thing, by child_process. */
export const runProgram: RunProgram = async (program, args, options = {}) => {
  const { execFile } = await import("node:child_process");
  return await new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      {
        timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        maxBuffer: MAX_OUTPUT,
        encoding: "utf8",
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (error.code === "ENOENT") resolve({ code: undefined, stdout, stderr, failure: "missing" });
        else if (typeof error.code === "number") resolve({ code: error.code, stdout, stderr });
        else if (error.killed === true && error.code === null) {
          resolve({ code: undefined, stdout, stderr, failure: "timeout" });
        } else resolve({ code: undefined, stdout, stderr: stderr || error.message, failure: "failed" });
      },
    );
    // A program that ends without reading its input closes the pipe: that is no failure of ours.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input ?? "");
  });
};
