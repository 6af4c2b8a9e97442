import { spawn } from "node:child_process";
import { meshDown, meshIsUp, meshUp } from "./lab/mesh.ts";

/** Starts the mesh for the tests, and ends it with them; a mesh that is up already is used and left. */
export default async function setup(): Promise<() => Promise<void>> {
  if (await meshIsUp()) return async () => {};
  endWithThisProcess();
  await meshUp((line) => process.stderr.write(`mesh: ${line}\n`));
  return meshDown;
}

/** However this process ends, killed included, a child that outlives it takes the mesh away. */
function endWithThisProcess(): void {
  const script = `while kill -0 ${process.pid} 2>/dev/null; do sleep 1; done; exec node scripts/mesh/run.mjs down`;
  spawn("sh", ["-c", script], { detached: true, stdio: "ignore" }).unref();
}
