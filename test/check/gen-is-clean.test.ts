import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { render } from "../../src/output/formats.ts";
import { goldenCases, goldenWorld } from "../support/golden-worlds.ts";
import { checkReport } from "./check-text.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

/** Notes on what gen says itself, on stderr or in the page of the strategy. */
const SAID_BY_GEN = [
  "envoy-filter-unstable",
  "address-chosen-by-client",
  "no-network-policy",
  "single-replica",
  "api-version-not-stored",
];

test.each(goldenCases())("%s: nothing is wrong with what gen makes", async (name) => {
  const world = await goldenWorld(name);
  const report = await checkReport(render(world, "yaml"), { istio: world.plan.target.release.name });
  expect(report.manifests).toBeGreaterThan(0);
  const notes = report.findings.filter(({ level, rule }) => level === "info" && SAID_BY_GEN.includes(rule));
  expect(report.findings.filter((finding) => !notes.includes(finding))).toEqual([]);
});
