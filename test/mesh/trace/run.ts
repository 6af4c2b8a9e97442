import { mkdir, writeFile } from "node:fs/promises";
import type { MeshFacts, Observation } from "../../trace/observation.ts";
import { setOutboundPolicy } from "../lab/control-plane.ts";
import { configurationOf } from "./generate/configuration.ts";
import { baseObjects, makeObserver } from "./observe.ts";

const MESH = { rootNamespace: "istio-system", trustDomain: "cluster.local" } as const;
const OUTBOUND = ["REGISTRY_ONLY", "ALLOW_ANY"] as const;

/** What the whole mesh is set to for a seed: every fourth is about a mesh that lets everything out. */
function outboundOf(seed: number): MeshFacts["outbound"] {
  return seed % 4 === 0 ? "ALLOW_ANY" : "REGISTRY_ONLY";
}

/** Runs the configurations of so many seeds, one after the other, and hands each observation over as it comes. */
export async function observeSeeds(
  seeds: readonly number[],
  connections: number,
  take: (observation: Observation, seconds: number) => Promise<void>,
): Promise<void> {
  try {
    for (const outbound of OUTBOUND) {
      const mine = seeds.filter((seed) => outboundOf(seed) === outbound);
      if (mine.length === 0) continue;
      await setOutboundPolicy(outbound);
      const observer = makeObserver({ outbound, ...MESH });
      try {
        for (const seed of mine) {
          const start = performance.now();
          const observation = await observer.observe(await configurationOf(seed), connections);
          await take(observation, (performance.now() - start) / 1000);
        }
      } finally {
        await observer.end();
      }
    }
  } finally {
    await setOutboundPolicy("REGISTRY_ONLY");
  }
}

/** Writes each observation into a file of its own, and the mesh's own objects beside them. */
export async function observeInto(folder: string, seeds: readonly number[], connections: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/base.json`, `${JSON.stringify(await baseObjects(), null, 1)}\n`);
  await observeSeeds(seeds, connections, async (observation, seconds) => {
    const file = `${folder}/${String(observation.seed).padStart(5, "0")}.json`;
    await writeFile(file, `${JSON.stringify(observation, null, 1)}\n`);
    process.stderr.write(`${summary(observation)}, ${seconds.toFixed(1)} s\n`);
  });
}

function summary({ seed, objects, refused, nacks, attempts }: Observation): string {
  const reached = attempts.filter(({ answer }) => answer.origin).length;
  return `seed ${seed}: ${objects.length} objects, ${refused.length} refused, ${nacks.length} NACKs, ${reached} of ${attempts.length} reached`;
}
