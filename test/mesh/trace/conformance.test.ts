import { mkdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Judgement, judge } from "../../trace/judge-observation.ts";
import type { KubernetesObject } from "../../trace/observation.ts";
import { inRunFolder } from "../lab/run-folder.ts";
import { stopAgents } from "../probe/agent.ts";
import { baseObjects } from "./observe.ts";
import { type Run, seedsFrom, startRun, writeObservation } from "./run.ts";

/** `WILDEGRESS_TRACE_CONFIGURATIONS=100` for the long run, `WILDEGRESS_TRACE_FIRST_SEED` for another one. */
const CONFIGURATIONS = Number(process.env.WILDEGRESS_TRACE_CONFIGURATIONS ?? 10);
const FIRST_SEED = Number(process.env.WILDEGRESS_TRACE_FIRST_SEED ?? 1);
const CONNECTIONS = 25;
/** Of all connections: more would mean that the model evades. */
const UNKNOWN_SHARE = 0.05;

const OBSERVATIONS = inRunFolder("observations");
const judgements: Judgement[] = [];
let run: Run;
let base: readonly KubernetesObject[];

beforeAll(async () => {
  await mkdir(OBSERVATIONS, { recursive: true });
  base = await baseObjects();
  run = startRun();
});

afterAll(async () => {
  await run.end();
  await stopAgents();
});

describe("a trace says what the mesh does: random configurations, random connections", () => {
  it.each(seedsFrom(FIRST_SEED, CONFIGURATIONS))("seed %d", async (seed) => {
    const observation = await run.observe(seed, CONNECTIONS);
    // Kept for who wants to see a disagreement again without the mesh.
    await writeObservation(OBSERVATIONS, observation);
    const judgement = judge(observation, base);
    judgements.push(judgement);
    expect(judgement.disagreements.join("\n\n")).toBe("");
    expect(judgement.structure.differences).toEqual([]);
    expect(judgement.unfounded).toEqual([]);
  });

  it("compared enough, and knew nearly all", () => {
    const sum = (count: (judgement: Judgement) => number) => judgements.reduce((all, one) => all + count(one), 0);
    const pairs = sum(({ right, disagreements, unknown }) => right + disagreements.length + unknown.length);
    const unknown = sum((one) => one.unknown.length);
    const { listeners, chains, clusters } = {
      listeners: sum(({ structure }) => structure.listeners),
      chains: sum(({ structure }) => structure.chains),
      clusters: sum(({ structure }) => structure.clusters),
    };
    process.stderr.write(
      `${pairs} pairs of ${judgements.length} configurations: ${sum(({ right }) => right)} as predicted, ${sum(({ disagreements }) => disagreements.length)} not, ${unknown} not known; ${listeners} listeners, ${chains} filter chains and ${clusters} clusters compared\n`,
    );
    expect(pairs).toBe(CONFIGURATIONS * CONNECTIONS);
    expect(unknown / pairs).toBeLessThan(UNKNOWN_SHARE);
    expect(Math.min(listeners, chains, clusters)).toBeGreaterThan(CONFIGURATIONS);
  });
});
