import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "./judge-observation.ts";
import { labObjects } from "./lab-world.ts";
import type { Observation } from "./observation.ts";

const FOLDER = "test/trace/observations";

// What a mesh did with random configurations: the quick form of test/mesh/trace/conformance.test.ts, which makes new ones.
describe("a trace says what a mesh did", () => {
  it.each(readdirSync(FOLDER))("%s", (file) => {
    const observation: Observation = JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8"));
    const { disagreements, unknown, structure, right } = judge(observation, labObjects());
    expect(disagreements.join("\n\n")).toBe("");
    expect(structure.differences).toEqual([]);
    expect(unknown).toEqual([]);
    expect(right).toBe(observation.attempts.length);
    expect(Math.min(structure.listeners, structure.chains, structure.clusters)).toBeGreaterThan(0);
  });
});
