import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Folder of this project. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; throws when it cannot be started. */
export function runToEnd(program: string, args: readonly string[], input?: string): Finished {
  const run = spawnSync(program, args, { input: input ?? "", encoding: "utf8", maxBuffer: 1 << 28, cwd: ROOT });
  if (run.error !== undefined) throw run.error;
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** Runs wildegress as it was built, and gives what it prints; throws when it fails. */
export function wildegress(...args: readonly string[]): string {
  const run = runToEnd(process.execPath, ["bin/wildegress.js", ...args]);
  if (run.code !== 0) throw new Error(`wildegress ${args.join(" ")} ended with ${run.code}:\n${run.stderr}`);
  return run.stdout;
}

/** Whether the program is there. In CI it must be: there a test that skips itself would hide that nothing was tested. */
export function isThere(program: string): boolean {
  const found = spawnSync("sh", ["-c", `command -v "$1"`, "sh", program], { stdio: "ignore" }).status === 0;
  if (!found && process.env.CI) throw new Error(`${program} is not there, and CI must have it`);
  return found;
}
