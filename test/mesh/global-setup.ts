import { spawn } from "node:child_process";
import { meshDown, meshIsUp, meshUp } from "./lab/mesh.ts";
import { runAttached } from "./lab/run-attached.ts";

/** Starts the mesh for the tests, and ends it with them; a mesh that is up already is used and left. */
export default async function setup(): Promise<() => Promise<void>> {
  if (await meshIsUp()) return async () => {};
  await getParts();
  endWithThisProcess();
  await meshUp((line) => process.stderr.write(`mesh: ${line}\n`));
  return meshDown;
}

/** Builds what is missing, the first time; then there is nothing to do, which the script finds out by itself in a moment. */
async function getParts(): Promise<void> {
  const code = await runAttached(["bash", "scripts/mesh/build-parts.sh"]);
  if (code !== 0) throw new Error("the mesh's parts could not be had: see above what scripts/mesh/build-parts.sh says");
}

/** However this process ends, killed included, a child that outlives it takes the mesh away. */
function endWithThisProcess(): void {
  const script = `while kill -0 ${process.pid} 2>/dev/null; do sleep 1; done; exec node scripts/mesh/run.mjs down`;
  spawn("sh", ["-c", script], { detached: true, stdio: "ignore" }).unref();
}
