import { checkManifest } from "../../src/check/check-manifest.ts";
import { loadLaterLayers, type RuleProblem } from "../../src/check/later-layers.ts";
import type { Layer } from "../../src/check/rule.ts";
import { releaseHas } from "../../src/istio/capability.ts";
import { NEWEST_RELEASE } from "../../src/istio/release.ts";

const layers: ReadonlySet<Layer> = new Set(["schema", "cel", "admission"]);
const context = {
  release: NEWEST_RELEASE,
  layers,
  later: loadLaterLayers(layers),
  has: (capability: Parameters<typeof releaseHas>[1]) => releaseHas(NEWEST_RELEASE, capability),
};

/** What the layers schema, cel and admission say of plain data, for the newest release. */
export function problemsOf(manifest: unknown): readonly RuleProblem[] {
  return checkManifest(manifest, context).problems;
}

export function isRefusedByCheck(manifest: unknown): boolean {
  return problemsOf(manifest).some(({ rule }) => rule.level === "error");
}
