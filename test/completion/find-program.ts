import { spawnSync } from "node:child_process";

/** Whether a program is installed; tests that need it say that they were skipped, and how to get it. */
export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}
