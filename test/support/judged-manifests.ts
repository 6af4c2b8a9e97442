import { servedApiVersions } from "../../src/istio/api-version.ts";
import type { Release } from "../../src/istio/release.ts";
import { isRefused, type Verdict } from "./judge.ts";
import type { CorpusManifest } from "./manifest-files.ts";
import { mutate, randomNumbers } from "./mutate.ts";

/** A manifest in the first apiVersion that a release serves, where it does not serve that of the manifest; as it is, where it serves none. */
export function inServedVersion(manifest: CorpusManifest, release: Release): CorpusManifest {
  const served = servedApiVersions(manifest.kind, release);
  const [first = manifest.apiVersion] = served;
  return served.includes(manifest.apiVersion) ? manifest : { ...manifest, apiVersion: first };
}

/** Manifests that a cluster accepts, of all kinds alike, each with one mutation, and some with two. */
export function mutations(
  manifests: readonly CorpusManifest[],
  verdicts: readonly Verdict[],
  { runs, seed }: { readonly runs: number; readonly seed: number },
): { manifest: object; change: string }[] {
  const random = randomNumbers(seed);
  const kinds = [...group(manifests, verdicts).values()];
  return Array.from({ length: runs }, () => {
    const others = kinds[Math.floor(random() * kinds.length)] ?? [];
    const first = mutate(others[Math.floor(random() * others.length)] ?? {}, others, random);
    if (random() >= 0.3) return first;
    const second = mutate(first.manifest, others, random);
    return { manifest: second.manifest, change: `${first.change}; ${second.change}` };
  });
}

function group(manifests: readonly CorpusManifest[], verdicts: readonly Verdict[]): Map<string, CorpusManifest[]> {
  const byKind = new Map<string, CorpusManifest[]>();
  for (const [index, manifest] of manifests.entries()) {
    if (isRefused(verdicts[index] ?? {})) continue;
    byKind.set(manifest.kind, [...(byKind.get(manifest.kind) ?? []), manifest]);
  }
  return byKind;
}
