import { spawn } from "node:child_process";

/** Runs a program on this terminal. @returns its exit code. */
export function runAttached(command: readonly string[]): Promise<number> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
