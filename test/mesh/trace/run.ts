import { mkdir, writeFile } from "node:fs/promises";
import type { MeshFacts, Observation } from "../../trace/observation.ts";
import { setOutboundPolicy } from "../lab/control-plane.ts";
import { configurationOf } from "./generate/configuration.ts";
import { baseObjects, makeObserver, type Observer } from "./observe.ts";

const MESH = { rootNamespace: "istio-system", trustDomain: "cluster.local" } as const;

/** What the whole mesh is set to for a seed: every fourth is about a mesh that lets everything out. */
function outboundOf(seed: number): MeshFacts["outbound"] {
  return seed % 4 === 0 ? "ALLOW_ANY" : "REGISTRY_ONLY";
}

/** So many seeds from the first on, in the order in which the mesh is set anew least often. */
export function seedsFrom(first: number, count: number): readonly number[] {
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  return ["REGISTRY_ONLY", "ALLOW_ANY"].flatMap((mode) => seeds.filter((seed) => outboundOf(seed) === mode));
}

/** Observes seed after seed. */
export interface Run {
  observe(seed: number, connections: number): Promise<Observation>;
  /** Leaves the mesh as it was. */
  end(): Promise<void>;
}

export function startRun(): Run {
  let set: MeshFacts["outbound"] | undefined;
  let observer: Observer | undefined;
  return {
    async observe(seed, connections) {
      const outbound = outboundOf(seed);
      if (outbound !== set) {
        await observer?.end();
        await setOutboundPolicy(outbound);
        observer = undefined;
        set = outbound;
      }
      observer ??= makeObserver({ outbound, ...MESH });
      return observer.observe(await configurationOf(seed), connections);
    },
    async end() {
      await observer?.end();
      await setOutboundPolicy("REGISTRY_ONLY");
    },
  };
}

/** Writes each observation into a file of its own, and the mesh's own objects beside them. */
export async function observeInto(folder: string, seeds: readonly number[], connections: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/base.json`, `${JSON.stringify(await baseObjects(), null, 1)}\n`);
  const run = startRun();
  try {
    for (const seed of seeds) {
      const start = performance.now();
      const observation = await run.observe(seed, connections);
      await writeObservation(folder, observation);
      const seconds = (performance.now() - start) / 1000;
      process.stderr.write(`${summary(observation)}, ${seconds.toFixed(1)} s\n`);
    }
  } finally {
    await run.end();
  }
}

export async function writeObservation(folder: string, observation: Observation): Promise<void> {
  const file = `${folder}/${String(observation.seed).padStart(5, "0")}.json`;
  await writeFile(file, `${JSON.stringify(observation, null, 1)}\n`);
}

function summary({ seed, objects, refused, nacks, attempts }: Observation): string {
  const reached = attempts.filter(({ answer }) => answer.origin).length;
  return `seed ${seed}: ${objects.length} objects, ${refused.length} refused, ${nacks.length} NACKs, ${reached} of ${attempts.length} reached`;
}
