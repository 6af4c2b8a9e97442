import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { labObjects } from "./lab-world.ts";
import type { KubernetesObject, MeshFacts, Tried } from "./observation.ts";
import { replay } from "./replay.ts";
import { describe as tell } from "./replay-report.ts";

const FOLDER = "test/trace/regressions";

/** What the mesh did with a connection that a trace once got wrong. */
interface Happened {
  /** What it was about. */
  readonly about: string;
  readonly settings: MeshFacts;
  readonly attempts: readonly Tried[];
}

describe("what a trace once got wrong", () => {
  it.each(readdirSync(FOLDER))("%s", (name) => {
    const { about, settings, attempts }: Happened = JSON.parse(readFileSync(`${FOLDER}/${name}/mesh.json`, "utf8"));
    const objects = parseAllDocuments(readFileSync(`${FOLDER}/${name}/manifests.yaml`, "utf8")).map(
      (document) => document.toJS() as KubernetesObject,
    );
    expect(about).toMatch(/\S/);
    const judged = replay({ seed: 0, settings, objects, refused: [], nacks: [], attempts, proxies: {} }, labObjects());
    expect(judged.length).toBeGreaterThan(0);
    for (const one of judged) {
      expect(one.differences, tell(one)).toEqual([]);
      expect(one.predicted.outcome, tell(one)).not.toBe("unknown");
    }
  });
});
