import { checkManifest } from "../../src/check/check-manifest.ts";
import { loadLaterLayers, type RuleProblem } from "../../src/check/later-layers.ts";
import type { Layer } from "../../src/check/rule.ts";
import { releaseHas } from "../../src/istio/capability.ts";
import { NEWEST_RELEASE, type Release } from "../../src/istio/release.ts";

const layers: ReadonlySet<Layer> = new Set(["schema", "cel", "admission"]);
const later = loadLaterLayers(layers);

/** What the layers schema, cel and admission say of plain data, for a release, the newest unless it is named. */
export function problemsOf(manifest: unknown, release: Release = NEWEST_RELEASE): readonly RuleProblem[] {
  const has = (capability: Parameters<typeof releaseHas>[1]): boolean => releaseHas(release, capability);
  return checkManifest(manifest, { release, layers, later, has }).problems;
}

export function isRefusedByCheck(manifest: unknown, release: Release = NEWEST_RELEASE): boolean {
  return problemsOf(manifest, release).some(({ rule }) => rule.level === "error");
}
