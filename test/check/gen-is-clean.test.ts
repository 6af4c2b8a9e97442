import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { render } from "../../src/output/formats.ts";
import { goldenCases, goldenWorld } from "../support/golden-worlds.ts";
import { checkReport } from "./check-text.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

test.each(goldenCases())("%s: nothing is wrong with what gen makes", async (name) => {
  const world = await goldenWorld(name);
  const report = await checkReport(render(world, "yaml"), { istio: world.plan.target.release.name });
  expect(report.manifests).toBeGreaterThan(0);
  // Of every EnvoyFilter there is a note that it is no stable interface; gen says so itself.
  expect(report.findings.filter(({ rule }) => rule !== "envoy-filter-unstable")).toEqual([]);
});
