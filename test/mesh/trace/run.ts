import { mkdir, writeFile } from "node:fs/promises";
import type { MeshFacts, Observation } from "../../trace/observation.ts";
import { configurationOf } from "./generate/configuration.ts";
import { baseObjects, makeObserver } from "./observe.ts";

/** What the test mesh is set to (lab/control-plane.ts). */
export const MESH_FACTS: MeshFacts = {
  outbound: "REGISTRY_ONLY",
  rootNamespace: "istio-system",
  trustDomain: "cluster.local",
};

/** Runs the configurations of so many seeds, one after the other, and hands each observation over as it comes. */
export async function observeSeeds(
  seeds: readonly number[],
  connections: number,
  take: (observation: Observation, seconds: number) => Promise<void>,
): Promise<void> {
  const observer = makeObserver(MESH_FACTS);
  try {
    for (const seed of seeds) {
      const start = performance.now();
      const observation = await observer.observe(await configurationOf(seed), connections);
      await take(observation, (performance.now() - start) / 1000);
    }
  } finally {
    await observer.end();
  }
}

/** Writes each observation into a file of its own, and the mesh's own objects beside them. */
export async function observeInto(folder: string, seeds: readonly number[], connections: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/base.json`, `${JSON.stringify(await baseObjects(), null, 1)}\n`);
  await observeSeeds(seeds, connections, async (observation, seconds) => {
    await writeFile(
      `${folder}/${String(observation.seed).padStart(5, "0")}.json`,
      `${JSON.stringify(observation, null, 1)}\n`,
    );
    process.stderr.write(`${summary(observation)}, ${seconds.toFixed(1)} s\n`);
  });
}

function summary({ seed, objects, refused, nacks, attempts }: Observation): string {
  const reached = attempts.filter(({ answer }) => answer.origin).length;
  return `seed ${seed}: ${objects.length} objects, ${refused.length} refused, ${nacks.length} NACKs, ${reached} of ${attempts.length} reached`;
}
